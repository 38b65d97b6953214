import { TidemarkError } from '../error'
import { type SeriesName, type Tags, toSeriesName } from '../point/series'

const OVERFLOW: Tags = Object.freeze({ overflow: 'true' })

/** The series of one writer and their numbers, at most `limit`; beyond it, new ones count into the overflow series of their metric. */
export class SeriesIndex {
  readonly #ids = new Map<string, number>()
  readonly #byMetric = new Map<string, number[]>()
  readonly #names: { metric: string; tags: Tags }[] = []
  readonly #limit: number
  #overflows = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return this.#names.length
  }

  metricOf(id: number): string {
    return this.#names[id].metric
  }

  tagsOf(id: number): Tags {
    return this.#names[id].tags
  }

  /** The numbers of a metric's series. */
  ofMetric(metric: string): readonly number[] {
    return this.#byMetric.get(metric) ?? []
  }

  /** The number of a series, which is new from here on if it was not known; the overflow series' where there is no room. */
  idOf(name: SeriesName): { readonly id: number; readonly overflowed: boolean } {
    const known = this.#ids.get(name.key)
    if (known !== undefined) return { id: known, overflowed: false }
    if (isOverflow(name.tags)) return { id: this.#overflowOf(name.metric), overflowed: false }
    if (this.#names.length - this.#overflows < this.#limit) return { id: this.append(name), overflowed: false }
    return { id: this.#overflowOf(name.metric), overflowed: true }
  }

  /** Adds a series under the next number: a new one, or in order as the store lists them. */
  append({ key, metric, tags }: SeriesName): number {
    const id = this.#names.length
    this.#ids.set(key, id)
    this.#names.push({ metric, tags })
    const siblings = this.#byMetric.get(metric)
    if (siblings) siblings.push(id)
    else this.#byMetric.set(metric, [id])
    if (isOverflow(tags)) this.#overflows++
    return id
  }

  /** Forgets the series from number `length` on: a batch that was refused as a whole leaves none behind. */
  truncate(length: number): void {
    while (this.#names.length > length) {
      const { metric, tags } = this.#names.pop()!
      this.#ids.delete(toSeriesName(metric, tags).key)
      const siblings = this.#byMetric.get(metric)!
      siblings.pop()
      if (siblings.length === 0) this.#byMetric.delete(metric)
      if (isOverflow(tags)) this.#overflows--
    }
  }

  #overflowOf(metric: string): number {
    const name = toSeriesName(metric, OVERFLOW)
    const known = this.#ids.get(name.key)
    if (known !== undefined) return known
    if (this.#overflows >= this.#limit)
      throw new TidemarkError(
        'TIDEMARK_BACKPRESSURE',
        `there is no room for metric ${JSON.stringify(metric)}: ${this.#limit} series and as many overflow series are kept; raise maxSeries, or name fewer metrics`,
      )
    return this.append(name)
  }
}

function isOverflow(tags: Tags): boolean {
  const names = Object.keys(tags)
  return names.length === 1 && names[0] === 'overflow' && tags.overflow === 'true'
}
