import { count, type Pane } from '../../../src'

/** An event: a song that is played. */
export interface Play {
  readonly at: number
  readonly song?: string
  readonly value?: number
}

/** The options of a stream that counts plays by song. */
export const plays = {
  aggregates: { n: count() },
  select: (r: { readonly n: number }) => r.n,
  time: (e: Play) => e.at,
  key: (e: Play) => e.song ?? '',
}
/** The fields of a pane that tests compare. */
export const summaryOf = ({ key, start, end, value, timing, kind }: Pane) => [key, start, end, value, timing, kind]
