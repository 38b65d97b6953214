import { type ErrorCode, show, TidemarkError } from '../error'
import { errorOf, faultOf, type Limits, toBatch } from '../point/batch'
import { type SeriesName, type Tags, toSeriesName } from '../point/series'
import { type Instant, toInstant } from '../time/instant'
import type { Head } from './head'
import type { SeriesIndex } from './series-index'
import { Tally } from './tally'

/** A point as people write it; `time` defaults to the clock. */
export interface Point {
  readonly metric: string
  readonly value: number
  readonly time?: Instant
  readonly tags?: Tags
}

/** What the door must know of the tiers. */
export interface Bounds {
  /** Windows of the finest tier that end here or before are sealed. */
  readonly sealed: number
  /** A point before this is older than what every tier keeps. */
  readonly earliest: number
  /** A point after this is later than any window there is. */
  readonly latest: number
}

/** What the door is told once. */
export interface DoorOptions {
  readonly skip: boolean
  readonly maxAhead: number
  readonly clock: () => number
}

/** Faults of a point itself, which `invalid: 'skip'` counts instead of throwing. */
const SKIPPED: readonly ErrorCode[] = [
  'TIDEMARK_INVALID_VALUE',
  'TIDEMARK_INVALID_INSTANT',
  'TIDEMARK_INVALID_TAGS',
  'TIDEMARK_AHEAD',
  'TIDEMARK_EXPIRED',
]

/** Where points come in: checked once, counted, and handed to the head. Nothing has changed but a counter when it throws. */
export class Door {
  readonly tally = new Tally()
  closed = false
  readonly #head: Head
  readonly #series: SeriesIndex
  readonly #bounds: Bounds
  readonly #options: DoorOptions

  constructor(head: Head, series: SeriesIndex, bounds: Bounds, options: DoorOptions) {
    this.#head = head
    this.#series = series
    this.#bounds = bounds
    this.#options = options
  }

  /** Takes a point of a series; `where` names it in errors. */
  add(point: Point, where = 'point'): void {
    this.#checkOpen()
    try {
      const now = this.#options.clock()
      const limits = this.#limits(now)
      const { time, name } = this.#check(point, now, limits, where)
      const before = this.#series.length
      const { id, overflowed } = this.#series.idOf(name)
      if (this.#head.slack < 1 && !this.#head.hasRoom([id], [time])) {
        this.#series.truncate(before)
        throw this.#head.noRoom()
      }
      this.#accept(id, time, point.value, overflowed)
    } catch (error) {
      this.#refuse(error, 1)
    }
  }

  /** Takes points, all or none of them; under `skip` the faulty ones are left out and counted. */
  addMany(points: Iterable<Point>): void {
    this.#checkOpen()
    if (typeof points?.[Symbol.iterator] !== 'function')
      throw new TidemarkError('TIDEMARK_INVALID_VALUE', `addMany takes a list of points, got ${show(points)}`)
    const list = [...points]
    const now = this.#options.clock()
    const limits = this.#limits(now)
    const good: { value: number; time: number; name: SeriesName }[] = []
    const faults: ErrorCode[] = []
    const before = this.#series.length
    try {
      list.forEach((point, p) => {
        try {
          good.push({ ...this.#check(point, now, limits, `points[${p}]`), value: point.value })
        } catch (error) {
          faults.push(this.#skippable(error))
        }
      })
      const found = good.map(({ name }) => this.#series.idOf(name))
      const times = good.map(({ time }) => time)
      const ids = found.map(({ id }) => id)
      if (!this.#head.hasRoom(ids, times)) throw this.#head.noRoom()
      for (const [p, { value }] of good.entries()) this.#accept(ids[p], times[p], value, found[p].overflowed)
    } catch (error) {
      this.#series.truncate(before)
      this.#count(error, list.length)
    }
    for (const code of faults) this.tally.refuse(code, 1)
  }

  /** A handle on a series: what it is called is checked once. */
  handle(metric: string, tags?: Tags): SeriesHandle {
    this.#checkOpen()
    const { id, overflowed } = this.#series.idOf(toSeriesName(metric, tags))
    return new SeriesHandle(this, id, overflowed)
  }

  /** @internal */
  addTo(id: number, overflowed: boolean, value: number, at: Instant | undefined): void {
    this.#checkOpen()
    try {
      const now = this.#options.clock()
      const time = at === undefined ? now : typeof at === 'number' ? at : toInstant(at)
      const latest = Math.min(now + this.#options.maxAhead, this.#bounds.latest)
      if (!(Number.isFinite(value) && time >= this.#bounds.earliest && time <= latest && Number.isInteger(time)))
        this.#throwFault(time, value, this.#limits(now), 'point')
      if (this.#head.slack < 1 && !this.#head.hasRoom([id], [time])) throw this.#head.noRoom()
      this.#accept(id, time + 0, value, overflowed)
    } catch (error) {
      this.#refuse(error, 1)
    }
  }

  /** @internal */
  addColumnsTo(id: number, overflowed: boolean, times: ArrayLike<number>, values: ArrayLike<number>, first = 0): void {
    this.#checkOpen()
    const limits = this.#limits(this.#options.clock())
    const faults: ErrorCode[] = []
    try {
      const batch = toBatch(times, values, limits, (code, p) => {
        faults.push(this.#skippable(errorOf(code, times[p], values[p], limits, `index ${first + p}`)))
      })
      const { length } = batch
      if (this.#head.slack < length && !this.#head.hasRoom(new Int32Array(length).fill(id), batch.times))
        throw this.#head.noRoom()
      this.#head.addBatch(id, batch)
      this.tally.accept(length)
      if (overflowed) this.tally.overflowed += length
      for (let p = 0; p < length; p++) {
        if (batch.times[p] < this.#bounds.sealed) this.tally.late++
        else if (batch.sorted) break
      }
    } catch (error) {
      this.#count(error, Number.isSafeInteger(times?.length) ? times.length : 0)
    }
    for (const code of faults) this.tally.refuse(code, 1)
  }

  #check(point: Point, now: number, limits: Limits, where: string): { time: number; name: SeriesName } {
    if (typeof point !== 'object' || point === null)
      throw new TidemarkError(
        'TIDEMARK_INVALID_VALUE',
        `${where} must be { metric, value, time, tags }, got ${show(point)}`,
      )
    const time = point.time === undefined ? now : toInstant(point.time, `${where}: time`)
    this.#throwFault(time, point.value, limits, where)
    return { time, name: toSeriesName(point.metric, point.tags) }
  }

  #throwFault(time: number, value: number, limits: Limits, where: string): void {
    const code = faultOf(time, value, limits)
    if (code) throw errorOf(code, time, value, limits, where)
  }

  #limits(now: number): Limits {
    const { earliest, latest } = this.#bounds
    return { earliest, latest: Math.min(now + this.#options.maxAhead, latest) }
  }

  #accept(id: number, time: number, value: number, overflowed: boolean): void {
    this.#head.add(id, time, value + 0) // + 0 makes -0 a 0
    this.tally.accept(1)
    if (overflowed) this.tally.overflowed++
    if (time < this.#bounds.sealed) this.tally.late++
  }

  /** Counts points that an error refused; the error goes on to the caller, unless it may be skipped. */
  #refuse(error: unknown, points: number): void {
    this.tally.refuse(this.#skippable(error, points), points)
  }

  /** Counts points that an error refused, and throws it. */
  #count(error: unknown, points: number): never {
    if (error instanceof TidemarkError) this.tally.refuse(error.code, points)
    throw error
  }

  /** The code of an error that may be skipped; any other goes on to the caller. */
  #skippable(error: unknown, points = 0): ErrorCode {
    if (error instanceof TidemarkError && this.#options.skip && SKIPPED.includes(error.code)) return error.code
    if (error instanceof TidemarkError && points > 0) this.tally.refuse(error.code, points)
    throw error
  }

  #checkOpen(): void {
    if (this.closed) throw closedError()
  }
}

/** The hot path: adds points of one series without looking it up again. */
export class SeriesHandle {
  readonly #door: Door
  readonly #id: number
  readonly #overflowed: boolean

  constructor(door: Door, id: number, overflowed: boolean) {
    this.#door = door
    this.#id = id
    this.#overflowed = overflowed
  }

  /** Adds a value at a time, by default the clock's. */
  add(value: number, time?: Instant): void {
    this.#door.addTo(this.#id, this.#overflowed, value, time)
  }

  /** Adds columns of one length, all or nothing; times are epoch milliseconds in any order. */
  addColumns(times: ArrayLike<number>, values: ArrayLike<number>): void {
    this.#door.addColumnsTo(this.#id, this.#overflowed, times, values)
  }

  /** A part of columns, which begins at index `first` of the whole: so errors name the index. @internal */
  addPart(times: ArrayLike<number>, values: ArrayLike<number>, first: number): void {
    this.#door.addColumnsTo(this.#id, this.#overflowed, times, values, first)
  }
}

/** The error for what is asked of a rollup that is closed. */
export function closedError(): TidemarkError {
  return new TidemarkError('TIDEMARK_CLOSED', 'the rollup is closed: open another')
}
