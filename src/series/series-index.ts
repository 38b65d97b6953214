import { TidemarkError } from '../error'
import { type SeriesKey, type Tags, toSeriesKey } from './series-key'
import { NOT_FOUND, SeriesTable } from './series-table'

const OVERFLOW: Tags = Object.freeze({ overflow: 'true' })

/** The series of one writer, numbered, at most `limit`; beyond it, points of new series count into the overflow series of their metric. */
export class SeriesIndex {
  readonly #names = new SeriesTable()
  readonly #byMetric = new Map<string, number[]>()
  readonly #limit: number
  #overflows = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return this.#names.length
  }

  metricOf(id: number): string {
    return this.#names.metricOf(id)
  }

  tagsOf(id: number): Tags {
    return this.#names.tagsOf(id)
  }

  /** The numbers of a metric's series. */
  ofMetric(metric: string): readonly number[] {
    return this.#byMetric.get(metric) ?? []
  }

  /** Returns the number of a series, or NOT_FOUND; the first `length` texts of `name` count. */
  find(name: SeriesKey, length: number): number {
    return this.#names.find(name, length)
  }

  /** Returns the number of a series, and adds it if it is new; returns the overflow series' number at the limit. */
  idOf(name: SeriesKey): { readonly id: number; readonly overflowed: boolean } {
    const known = this.#names.find(name)
    if (known !== NOT_FOUND) return { id: known, overflowed: false }
    if (isOverflow(name)) return { id: this.#overflowOf(name[0]), overflowed: false }
    if (this.length - this.#overflows < this.#limit) return { id: this.append(name), overflowed: false }
    return { id: this.#overflowOf(name[0]), overflowed: true }
  }

  /** Adds a series under the next number: a new one, or the next one that the store lists. */
  append(name: SeriesKey): number {
    const id = this.#names.push(name)
    const siblings = this.#byMetric.get(name[0])
    if (siblings) siblings.push(id)
    else this.#byMetric.set(name[0], [id])
    if (isOverflow(name)) this.#overflows++
    return id
  }

  /** Removes the series from number `length` on, so that a batch that is refused as a whole leaves none behind. */
  truncate(length: number): void {
    while (this.length > length) {
      const name = this.#names.pop()
      const siblings = this.#byMetric.get(name[0])!
      siblings.pop()
      if (siblings.length === 0) this.#byMetric.delete(name[0])
      if (isOverflow(name)) this.#overflows--
    }
  }

  #overflowOf(metric: string): number {
    const name = toSeriesKey(metric, OVERFLOW)
    const known = this.#names.find(name)
    if (known !== NOT_FOUND) return known
    if (this.#overflows >= this.#limit)
      throw new TidemarkError(
        'TIDEMARK_BACKPRESSURE',
        `metric ${JSON.stringify(metric)} does not fit: there are ${this.#limit} series and as many overflow series. Raise maxSeries, or use fewer metrics`,
      )
    return this.append(name)
  }
}

function isOverflow(name: SeriesKey): boolean {
  return name.length === 3 && name[1] === 'overflow' && name[2] === 'true'
}
