import { count, type Pane } from '../../src'

/** What is pushed. */
export interface Play {
  readonly at: number
  readonly song?: string
  readonly value?: number
}

/** A stream of plays counts them by song. */
export const plays = {
  aggregates: { n: count() },
  select: (r: { readonly n: number }) => r.n,
  time: (e: Play) => e.at,
  key: (e: Play) => e.song ?? '',
}
/** What a pane says, briefly. */
export const brief = ({ key, start, end, value, timing, kind }: Pane) => [key, start, end, value, timing, kind]
