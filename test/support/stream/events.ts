import type { Emit, Mode, Pane, Window, Windower } from '../../../src'

/** The options of a stream, as the model takes them; `outOfOrder: 'forever'` is Infinity. */
export interface StreamConfig {
  readonly window: Windower
  readonly mode: Mode
  readonly emit: Emit
  readonly outOfOrder: number
  readonly lateness: number
  readonly maxKeys: number
  readonly overflowKey: string | undefined
  readonly maxOpen: number
  readonly maxAhead: number
  readonly clock: () => number
}

/** An event of a test. */
export interface TestEvent {
  readonly time: number
  readonly key: string
  readonly value: number
}

/** An accepted event; an absorbed pane counts as one event of several points. `out` holds the windows that emitted it. */
export interface AcceptedEvent {
  readonly time: number
  readonly points: readonly Point[]
  readonly out: Set<number>
}

type Point = Pick<TestEvent, 'time' | 'value'>
export type ModelPane = Pane<Folded> & { readonly points: readonly Point[] }
export type Folded = ReturnType<typeof fold>

/** A window of one key, with all its events. */
export interface ModelWindow extends Window {
  readonly events: readonly AcceptedEvent[]
}

/** Folds points with aggregates that are exact and independent of order. */
export function fold(points: readonly Point[]) {
  const values = points.map(({ value }) => value)
  const byTime = [...points].sort((a, b) => a.time - b.time || a.value - b.value)
  const none = values.length === 0
  return {
    n: values.length,
    sum: values.reduce((a, b) => a + b, 0),
    min: none ? Number.NaN : Math.min(...values),
    max: none ? Number.NaN : Math.max(...values),
    first: none ? Number.NaN : byTime[0].value,
    last: none ? Number.NaN : byTime[values.length - 1].value,
  }
}
