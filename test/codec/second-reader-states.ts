import type { SecondShape, SecondState } from './second-reader'

/** Aggregates whose states can be told by hand, as FORMAT.md has them. */
export const PLAIN: SecondShape = {
  n: { name: 'count', state: { n: 0 } },
  sum: { name: 'sum', state: { total: 0, rest: 0 } },
  min: { name: 'min', state: { low: Number.POSITIVE_INFINITY } },
  max: { name: 'max', state: { high: Number.NEGATIVE_INFINITY } },
  first: { name: 'first', state: { time: Number.POSITIVE_INFINITY, value: Number.POSITIVE_INFINITY } },
  last: { name: 'last', state: { time: Number.NEGATIVE_INFINITY, value: Number.NEGATIVE_INFINITY } },
}

/** What is held of some points under those, worked out at once: their values are whole numbers, so nothing is rounded. */
export function plainState(points: readonly { readonly time: number; readonly value: number }[]): SecondState {
  const values = points.map(({ value }) => value)
  const sorted = [...points].sort((a, b) => a.time - b.time || a.value - b.value)
  const [first, last] = [sorted[0], sorted.at(-1)]
  return {
    n: { n: [values.length] },
    sum: { total: [values.reduce((a, b) => a + b, 0)], rest: [0] },
    min: { low: [Math.min(...values)] },
    max: { high: [Math.max(...values)] },
    first: {
      time: [first?.time ?? Number.POSITIVE_INFINITY],
      value: [first?.value ?? Number.POSITIVE_INFINITY],
    },
    last: {
      time: [last?.time ?? Number.NEGATIVE_INFINITY],
      value: [last?.value ?? Number.NEGATIVE_INFINITY],
    },
  }
}
