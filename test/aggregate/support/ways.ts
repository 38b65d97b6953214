import type { Aggregate } from '../../../src/aggregate'
import { Frame } from '../../../src/state/frame'
import { schemaOf } from '../../../src/state/schema'

/** Points as the tests write them: values at times 0, 1, 2 or at the times given. */
export type Points = readonly (number | readonly [value: number, time: number])[]

/** A frame with one row at its identity. */
export function rowOf(aggregate: Aggregate): [frame: Frame, row: number] {
  const frame = new Frame(schemaOf({ it: aggregate }), 1)
  return [frame, frame.append()]
}

function columnsFrom(points: Points): { values: Float64Array; times: Float64Array } {
  return {
    values: Float64Array.from(points, p => (typeof p === 'number' ? p : p[0])),
    times: Float64Array.from(points, (p, k) => (typeof p === 'number' ? k : p[1])),
  }
}

/** The three ways to a state: points one by one, as one run, and in parts of `width` points that are merged in order. */
export const ways = {
  added(aggregate: Aggregate, points: Points): [Frame, number] {
    const [frame, row] = rowOf(aggregate)
    const { values, times } = columnsFrom(points)
    values.forEach((x, p) => {
      aggregate.add(frame.page(row)[0], frame.at(row), x, times[p])
    })
    return [frame, row]
  },
  folded(aggregate: Aggregate, points: Points): [Frame, number] {
    const [frame, row] = rowOf(aggregate)
    const { values, times } = columnsFrom(points)
    frame.fold(row, values, times, 0, values.length)
    return [frame, row]
  },
  merged(aggregate: Aggregate, points: Points, width = 3): [Frame, number] {
    const [frame, row] = rowOf(aggregate)
    const { values, times } = columnsFrom(points)
    for (let p = 0; p < values.length; p += width) {
      const part = frame.append()
      frame.fold(part, values, times, p, Math.min(values.length, p + width))
      frame.merge(row, frame, part)
    }
    return [frame, row]
  },
}

export type Way = keyof typeof ways
export const wayNames = Object.keys(ways) as Way[]

/** The reading of a row. */
export function readRow<R>(aggregate: Aggregate<R>, [frame, row]: readonly [Frame, number]): R {
  return aggregate.read(frame.page(row)[0], frame.at(row))
}

/** The reading of points that are added in one of the ways. */
export function readingOf<R>(aggregate: Aggregate<R>, points: Points, way: Way = 'added'): R {
  return readRow(aggregate, ways[way](aggregate, points))
}
