import type { Aggregates, Readings } from '../aggregate/aggregate'
import type { Frame } from './frame'
import { Bare, type Shape } from './shape'

/**
 * A view that reads rows: one object for all of them, whose getters read the aggregates of the row it was last put on.
 * What `select` asks for is read, once a row; the rest costs nothing.
 */
export function readerOf<A extends Aggregates>(shape: Shape): (frame: Frame, row: number) => Readings<A> {
  let frame: Frame
  let row = 0
  const view = new Bare() as Readings<A>
  const readings: unknown[] = shape.names.map(() => undefined)
  shape.names.forEach((name, a) => {
    const aggregate = shape.aggregates[a]
    const get = () => {
      readings[a] ??= aggregate.read(frame.columns[a], row)
      return readings[a]
    }
    Object.defineProperty(view, name, { enumerable: true, get })
  })
  return (nextFrame, nextRow) => {
    frame = nextFrame
    row = nextRow
    readings.fill(undefined)
    return view
  }
}

/** The readings of one row, all at once and for good: the row must not be written afterwards. */
export function readAll(frame: Frame, row: number): Readings<Aggregates> {
  const { names, aggregates } = frame.shape
  return Object.fromEntries(names.map((name, a) => [name, aggregates[a].read(frame.columns[a], row)]))
}
