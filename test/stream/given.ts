import type { Emit, Mode, Pane, Window, Windower } from '../../src'

/** What a stream is, as the model takes it; Infinity for an `outOfOrder` of 'forever'. */
export interface Setting {
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

/** An event of the tests. */
export interface Given {
  readonly time: number
  readonly key: string
  readonly value: number
}

/** One accepted event: an absorbed pane is an event of several points. `out` names the windows that let it out. */
export interface Held {
  readonly time: number
  readonly points: readonly Point[]
  readonly out: Set<number>
}

type Point = Pick<Given, 'time' | 'value'>
export type ModelPane = Pane<Folded> & { readonly points: readonly Point[] }
export type Folded = ReturnType<typeof fold>

/** A window of a key, and all events in it. */
export interface Holding extends Window {
  readonly events: readonly Held[]
}

/** Aggregates that are exact, and the same in any order. */
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
