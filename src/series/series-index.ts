import { TidemarkError } from '../error'
import { type SeriesKey, type Tags, toSeriesKey } from './series-key'
import { NOT_FOUND, SeriesTable } from './series-table'

const OVERFLOW: Tags = Object.freeze({ overflow: 'true' })

/** The series of one writer and their numbers, at most `limit`; beyond it, new ones count into the overflow series of their metric. */
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

  /** The number of a series if it is known, else NONE; of `name` the first `length` texts count. */
  find(name: SeriesKey, length: number): number {
    return this.#names.find(name, length)
  }

  /** The number of a series, which is new from here on if it was not known; the overflow series' where there is no room. */
  idOf(name: SeriesKey): { readonly id: number; readonly overflowed: boolean } {
    const known = this.#names.find(name)
    if (known !== NOT_FOUND) return { id: known, overflowed: false }
    if (isOverflow(name)) return { id: this.#overflowOf(name[0]), overflowed: false }
    if (this.length - this.#overflows < this.#limit) return { id: this.append(name), overflowed: false }
    return { id: this.#overflowOf(name[0]), overflowed: true }
  }

  /** Adds a series under the next number: a new one, or in order as the store lists them. */
  append(name: SeriesKey): number {
    const id = this.#names.push(name)
    const siblings = this.#byMetric.get(name[0])
    if (siblings) siblings.push(id)
    else this.#byMetric.set(name[0], [id])
    if (isOverflow(name)) this.#overflows++
    return id
  }

  /** Forgets the series from number `length` on: a batch that was refused as a whole leaves none behind. */
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
        `there is no room for metric ${JSON.stringify(metric)}: ${this.#limit} series and as many overflow series are kept; raise maxSeries, or name fewer metrics`,
      )
    return this.append(name)
  }
}

function isOverflow(name: SeriesKey): boolean {
  return name.length === 3 && name[1] === 'overflow' && name[2] === 'true'
}
