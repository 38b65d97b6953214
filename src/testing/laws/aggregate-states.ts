import { type Aggregate, widthOf } from '../../aggregate/aggregate'
import { Frame } from '../../state/frame'
import { type StateSchema, schemaOf } from '../../state/schema'
import { addTo, type CasePoint, foldInto, type Growth, grow } from './aggregate-cases'

/** A state: the frame and the row that hold it. @internal */
export type Built = readonly [frame: Frame, row: number]

/** Builds states of one aggregate, each in a frame of its own. @internal */
export class States<R> {
  readonly aggregate: Aggregate<R>
  readonly schema: StateSchema

  constructor(aggregate: Aggregate<R>) {
    this.aggregate = aggregate
    this.schema = schemaOf({ it: aggregate })
  }

  empty(): Built {
    const frame = new Frame(this.schema, 1)
    return [frame, frame.append()]
  }

  grown(growth: Growth): Built {
    const frame = new Frame(this.schema, 1)
    return [frame, grow(frame, growth)]
  }

  merged(to: Built, from: Built): Built {
    to[0].merge(to[1], ...from)
    return to
  }

  added(to: Built, points: readonly CasePoint[]): Built {
    addTo(...to, points)
    return to
  }

  folded(to: Built, points: readonly CasePoint[]): Built {
    foldInto(...to, points)
    return to
  }

  read([frame, row]: Built): R {
    return this.aggregate.read(frame.page(row)[0], frame.at(row))
  }
}

/** All numbers of a row, field by field. @internal */
export function rowNumbers(frame: Frame, row: number): number[] {
  const { state } = frame.schema.aggregates[0]
  return Object.keys(state).flatMap(name => {
    const width = widthOf(state[name])
    const from = frame.at(row) * width
    return [...frame.page(row)[0][name].subarray(from, from + width)]
  })
}

/** All numbers of a frame's rows. @internal */
export function allRowNumbers(frame: Frame): number[] {
  return Array.from({ length: frame.length }, (_, row) => rowNumbers(frame, row)).flat()
}

/** Whether numbers are encoded as the same bytes: -0 as 0, and every NaN as one. @internal */
export function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return (
    one.length === other.length && one.every((x, p) => x === other[p] || (Number.isNaN(x) && Number.isNaN(other[p])))
  )
}

/** Whether numbers agree to 9 digits, or to 1e-13 of the sum of all |value|, since digits that cancel are lost. @internal */
export function closeTo(one: readonly number[], other: readonly number[], points: readonly CasePoint[]): boolean {
  const summed = points.reduce((sum, { value }) => sum + Math.abs(value), 0)
  return (
    one.length === other.length &&
    one.every((x, p) => {
      const y = other[p]
      const bound = Math.max(1e-9 * Math.max(Math.abs(x), Math.abs(y)), 1e-13 * summed)
      return x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= bound
    })
  )
}

/** The numbers of a reading: the reading itself, or those among its properties. @internal */
export function readingNumbers(reading: unknown): number[] {
  if (typeof reading === 'number') return [reading]
  const answers = typeof reading === 'object' && reading !== null ? Object.values(reading) : []
  return answers.filter(answer => typeof answer === 'number')
}
