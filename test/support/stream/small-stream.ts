import { count, sum, windowed } from '../../../src/index'

/** An event of a small stream. */
export interface Event {
  readonly at: number
  readonly key?: string
  readonly value?: number
}

/** Makes a stream of 10 ms windows, or with other options. */
export const smallStream = (more: object = {}) =>
  windowed<Event, any>({
    window: '10ms',
    aggregates: { n: count(), total: sum() },
    time: (e: Event) => e.at,
    key: (e: Event) => e.key ?? '',
    value: (e: Event) => e.value ?? 1,
    ...more,
  })
