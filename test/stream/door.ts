import { count, sum, windowed } from '../../src/index'

/** What the streams of these tests are pushed. */
export interface Event {
  readonly at: number
  readonly key?: string
  readonly value?: number
}

/** A stream of windows of 10 ms, or as it is said. */
export const make = (more: object = {}) =>
  windowed<Event, any>({
    window: '10ms',
    aggregates: { n: count(), total: sum() },
    time: (e: Event) => e.at,
    key: (e: Event) => e.key ?? '',
    value: (e: Event) => e.value ?? 1,
    ...more,
  })
