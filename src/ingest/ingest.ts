import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { type ErrorCode, TidemarkError } from '../error'
import { errorOf, faultOf, type Limits, toBatch } from '../point/batch'
import { columnLength } from '../point/columns'
import { type CheckedPoint, checkPoint, judge, type Label, notAPoint, type Point, timeOf } from '../point/point'
import type { SeriesIndex } from '../series/series-index'
import { newKeyBuffer, readKey, type SeriesKey, type Tags, toSeriesKey } from '../series/series-key'
import { NOT_FOUND } from '../series/series-table'
import { type Instant, toInstant } from '../time/instant'
import { absorb } from './absorb'
import type { IngestBounds, IngestOptions } from './bounds'
import { Counters } from './counters'
import type { Drained } from './drained'
import type { Head } from './head'
import { SeriesHandle } from './series-handle'

export type { Point, SeriesHandle }

/** Faults of a point itself: under `invalid: 'skip'` they are counted instead of thrown. */
const SKIPPED: readonly ErrorCode[] = [
  'TIDEMARK_INVALID_VALUE',
  'TIDEMARK_INVALID_INSTANT',
  'TIDEMARK_INVALID_TAGS',
  'TIDEMARK_AHEAD',
  'TIDEMARK_EXPIRED',
]

const onePoint: Label = () => 'point'

/** Where points come in: checks each once, counts it, and hands it to the head. If it throws, only counters have changed. */
export class Ingest {
  readonly counters = new Counters()
  closed = false
  readonly #head: Head
  readonly #series: SeriesIndex
  readonly #bounds: IngestBounds
  readonly #options: IngestOptions
  /** The buffer that keys are read into; undefined while one is being read. */
  #keyBuffer: string[] | undefined

  constructor(head: Head, series: SeriesIndex, bounds: IngestBounds, options: IngestOptions) {
    this.#head = head
    this.#series = series
    this.#bounds = bounds
    this.#options = options
  }

  /** Adds a point; `where` names it in errors. */
  add(point: Point, where: Label = onePoint): void {
    this.checkOpen()
    const now = this.#options.clock()
    try {
      if (!isObject(point)) throw notAPoint(point, where)
      const { metric, value, time, tags } = point
      const at = timeOf(time, now, where)
      // Taken away while a getter may run, which may add points itself; if one throws, the next point allocates another.
      const name = this.#keyBuffer ?? newKeyBuffer()
      this.#keyBuffer = undefined
      const length = readKey(metric, tags, name)
      this.#keyBuffer = name
      this.#check(at, value, now, where)
      const known = this.#series.find(name, length)
      if (known === NOT_FOUND) this.#addNew(name.slice(0, length), at, value)
      else {
        if (this.#head.freeRows < 1 && !this.#head.hasCapacity([known], [at])) throw this.#head.backpressureError()
        this.#accept(known, at, value, false)
      }
    } catch (error) {
      this.#countAndRethrow(error, 1)
    }
  }

  /** Adds points, all or none of them; under `skip` the faulty ones are left out and counted. */
  addMany(points: Iterable<Point>): void {
    this.checkOpen()
    if (typeof points?.[Symbol.iterator] !== 'function')
      throw new TidemarkError('TIDEMARK_INVALID_VALUE', `addMany takes an iterable of points, got ${inspect(points)}`)
    const now = this.#options.clock()
    // Read while iterating, because a source may yield one object again and again; checked afterwards, against the limits
    // at that time.
    const read: (CheckedPoint | TidemarkError)[] = []
    let p = 0
    const where = () => `points[${p}]`
    for (const point of points) p = read.push(checkPoint(point, now, where))
    this.checkOpen()
    const limits = this.#limits(now)
    const good: CheckedPoint[] = []
    const faults: TidemarkError[] = []
    const before = this.#series.length
    let found: ReturnType<SeriesIndex['idOf']>[]
    try {
      for (p = 0; p < read.length; p++) {
        const judged = judge(read[p], limits, where)
        if (!(judged instanceof TidemarkError)) good.push(judged)
        else if (this.#skips(judged)) faults.push(judged)
        else throw judged
      }
      found = good.map(({ name }) => this.#series.idOf(name))
      const ids = found.map(({ id }) => id)
      const times = good.map(({ time }) => time)
      if (!this.#head.hasCapacity(ids, times)) throw this.#head.backpressureError()
    } catch (error) {
      this.#series.truncate(before)
      this.#count(error, read.length)
      throw error
    }
    for (p = 0; p < good.length; p++) this.#accept(found[p].id, good[p].time, good[p].value, found[p].overflowed)
    for (const fault of faults) this.#count(fault, 1)
  }

  /** Returns a handle on a series, whose metric and tags are checked once. */
  handle(metric: string, tags?: Tags): SeriesHandle {
    this.checkOpen()
    const { id, overflowed } = this.#series.idOf(toSeriesKey(metric, tags))
    return new SeriesHandle(this, id, overflowed)
  }

  /** Returns a handle for a number of points; undefined if their metric or tags are faulty and `skip` counts them. */
  handleFor(points: number, metric: string, tags?: Tags): SeriesHandle | undefined {
    try {
      return this.handle(metric, tags)
    } catch (error) {
      this.#countAndRethrow(error, points)
      return undefined
    }
  }

  /** Merges drained states in, all or none of them. */
  absorb(drained: Drained): void {
    this.checkOpen()
    const limits = this.#limits(this.#options.clock())
    const { rows, overflowed } = absorb(this.#head, this.#series, this.#bounds.partition, limits, drained)
    this.counters.absorbed += rows
    this.counters.overflowed += overflowed
  }

  /** @internal */
  addTo(id: number, overflowed: boolean, value: number, at: Instant | undefined): void {
    this.checkOpen()
    const now = this.#options.clock()
    try {
      const time = at === undefined ? now : typeof at === 'number' ? at : toInstant(at)
      this.#check(time, value, now, onePoint)
      if (this.#head.freeRows < 1 && !this.#head.hasCapacity([id], [time])) throw this.#head.backpressureError()
      this.#accept(id, time + 0, value, overflowed)
    } catch (error) {
      this.#countAndRethrow(error, 1)
    }
  }

  /** @internal */
  addColumnsTo(id: number, overflowed: boolean, times: ArrayLike<number>, values: ArrayLike<number>, first = 0): void {
    this.checkOpen()
    const offered = columnLength(times, values) // if these are not columns, there are no points to count
    const limits = this.#limits(this.#options.clock())
    const faults: TidemarkError[] = []
    try {
      const batch = toBatch(times, values, limits, (code, p, time, value) => {
        const fault = errorOf(code, time, value, limits, `index ${first + p}`)
        if (!this.#skips(fault)) throw fault
        faults.push(fault)
      })
      const { length } = batch
      if (!this.#head.hasCapacityForBatch(id, batch)) throw this.#head.backpressureError()
      this.#head.addBatch(id, batch)
      this.counters.accept(length)
      if (overflowed) this.counters.overflowed += length
      for (let p = 0; p < length; p++) {
        if (batch.times[p] < this.#bounds.sealed) this.counters.late++
        else if (batch.sorted) break
      }
    } catch (error) {
      this.#count(error, offered)
      throw error
    }
    for (const fault of faults) this.#count(fault, 1)
  }

  /** Adds the first point of a series, or one that overflows. */
  #addNew(name: SeriesKey, time: number, value: number): void {
    const before = this.#series.length
    const { id, overflowed } = this.#series.idOf(name)
    if (this.#head.freeRows < 1 && !this.#head.hasCapacity([id], [time])) {
      this.#series.truncate(before)
      throw this.#head.backpressureError()
    }
    this.#accept(id, time, value, overflowed)
  }

  #limits(now: number): Limits {
    const { earliest, latest } = this.#bounds
    return { earliest, latest: Math.min(now + this.#options.maxAhead, latest) }
  }

  /** Throws the error of a faulty point; allocates nothing for a valid one. */
  #check(time: number, value: number, now: number, where: Label): void {
    const { earliest, latest } = this.#bounds
    const inBounds = time >= earliest && time <= latest && time <= now + this.#options.maxAhead
    if (inBounds && Number.isInteger(time) && Number.isFinite(value)) return
    const limits = this.#limits(now)
    const code = faultOf(time, value, limits)
    if (code) throw errorOf(code, time, value, limits, where())
  }

  #accept(id: number, time: number, value: number, overflowed: boolean): void {
    this.#head.add(id, time, value + 0) // + 0 turns -0 into 0
    this.counters.accept(1)
    if (overflowed) this.counters.overflowed++
    if (time < this.#bounds.sealed) this.counters.late++
  }

  /** Counts the points that an error refused, and throws it unless such points are skipped. */
  #countAndRethrow(error: unknown, points: number): void {
    this.#count(error, points)
    if (!this.#skips(error)) throw error
  }

  /** Counts points that an error refused. */
  #count(error: unknown, points: number): void {
    if (error instanceof TidemarkError) this.counters.refuse(error.code, points)
  }

  /** Whether an error is a fault of a point, and such points are skipped. */
  #skips(error: unknown): boolean {
    return this.#options.skip && error instanceof TidemarkError && SKIPPED.includes(error.code)
  }

  /** Throws TIDEMARK_CLOSED after the rollup was closed. */
  checkOpen(): void {
    if (this.closed) throw new TidemarkError('TIDEMARK_CLOSED', 'the rollup is closed: open another')
  }
}
