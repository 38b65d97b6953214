import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import { LAST_INSTANT } from '../../time/instant'
import { checkAtOnce } from '../../window/sliding'
import type { Partition, Sliding } from '../../window/windower'
import type { EventRecord } from '../input/event'
import { reportLate } from '../input/report-late'
import type { Pane } from '../pane'
import type { PaneBuilder } from '../pane-builder'
import { PaneEmitter } from '../pane-emitter'
import type { StreamSettings } from '../settings'
import { atCapacity } from '../state/capacity'
import { KeyTable } from '../state/key-table'
import type { RowPool } from '../state/row-pool'
import type { StreamCounters } from '../stats'
import type { WindowOperator } from '../window-operator'
import { BlockMerge } from './block-merge'
import { KeySlices } from './key-slices'
import { SliceIndex } from './slice-index'
import { checkSlice, lastBy, type SliceLayout, sliceLayout, windowsFrom } from './slice-layout'

/** Windows that time is cut into beforehand: fixed, calendar and sliding ones. An event is put into one slice of its key. */
export class SlicedWindows implements WindowOperator {
  open = 0
  broken = false
  /** Nothing closes or is freed below this watermark. */
  due = Number.POSITIVE_INFINITY
  readonly #settings: StreamSettings
  readonly #slicing: SliceLayout
  readonly #pool: RowPool
  readonly #emitter: PaneBuilder
  readonly #counters: StreamCounters
  readonly #spans: BlockMerge
  readonly #keys: KeyTable<KeySlices>
  readonly #slices: SliceIndex
  readonly #telling: PaneEmitter
  readonly #update: boolean
  readonly #retracting: boolean
  /** The window that closes next. */
  #start = 0
  #end = Number.POSITIVE_INFINITY

  constructor(
    windower: Partition | Sliding,
    settings: StreamSettings,
    pool: RowPool,
    emitter: PaneBuilder,
    counters: StreamCounters,
  ) {
    this.#settings = settings
    this.#slicing = sliceLayout(windower)
    this.#pool = pool
    this.#emitter = emitter
    this.#counters = counters
    this.#spans = new BlockMerge(pool, this.#slicing)
    this.#keys = new KeyTable((key, rank) => new KeySlices(key, rank, this.#slicing.many), settings)
    this.#slices = new SliceIndex(this.#slicing)
    this.#telling = new PaneEmitter(settings, this.#slicing, pool, emitter, this.#spans)
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
  }

  get keys(): number {
    return this.#keys.size
  }

  get lastDue(): number {
    return this.#slices.lastEnd + this.#settings.lateness
  }

  knows(key: string): boolean {
    return this.#keys.get(key) !== undefined
  }

  holds(key: string, time: number): boolean {
    const lane = this.#keys.get(key)
    const start = this.#slicing.slices.startOf(time)
    return lane !== undefined && lane.starts[lane.indexOf(start)] === start
  }

  put(arrival: EventRecord, watermark: number, out: Pane[]): void {
    const lane = this.#keys.get(arrival.key)
    const { time } = arrival
    if (lane === undefined || time < watermark || this.#update || !(time >= lane.start && time < lane.end)) {
      this.#place(arrival, lane, watermark, out)
      return
    }
    // The slice of the event before it, and no window of it has closed: nothing comes of it yet.
    this.broken = true
    this.#pool.put(lane.row, arrival)
    this.broken = false
    this.#counters.events++
    this.#counters.accepted++
  }

  close(watermark: number, out: Pane[]): void {
    this.broken = true
    while (this.#end <= watermark && this.#end < Number.POSITIVE_INFINITY) {
      const lanes = this.#slices.within(this.#start, this.#end)
      for (let k = 0; k < lanes.length; k++) this.#telling.close(lanes[k], this.#start, this.#end, out)
      this.#aim(this.#end)
    }
    this.#free(watermark)
    this.broken = false
  }

  save(writer: ByteWriter, watermark: number): void {
    const { codec } = this.#emitter
    const places = new Map<KeySlices, number>()
    writer.number(this.#keys.size)
    for (const lane of this.#keys) {
      places.set(lane, places.size)
      writer.text(lane.key)
      writer.number(lane.starts.length - lane.from)
      for (let k = lane.from; k < lane.starts.length; k++) {
        writer.number(lane.starts[k])
        this.#pool.save(lane.rows[k], codec, writer)
      }
    }
    this.#telling.told?.save(writer, places, start => this.#isGone(start, watermark))
  }

  restore(reader: ByteReader, watermark: number): void {
    const { codec } = this.#emitter
    const lanes: KeySlices[] = []
    for (let keys = reader.count(16); keys > 0; keys--) {
      const lane = this.#keys.restore(reader)
      lanes.push(lane)
      for (let k = 0, rows = reader.count(32); k < rows; k++) {
        const start = reader.time()
        const { slices } = this.#slicing
        const holds = start <= LAST_INSTANT && slices.endOf(start) > -LAST_INSTANT
        if (!holds || slices.startOf(start) !== start || (k > 0 && start <= lane.starts[k - 1]))
          reader.damaged(`no slice of time starts at ${start} here`)
        lane.insert(k, start, this.#pool.restore(codec, reader))
        this.#slices.join(this.#slices.at(start), lane)
        this.open++
      }
    }
    this.#telling.told?.restore(reader, lanes)
    this.#aim(watermark)
    this.due = Math.min(this.#end, this.#slices.firstEnd + this.#settings.lateness)
  }

  #place(arrival: EventRecord, known: KeySlices | undefined, watermark: number, out: Pane[]): void {
    const { time, key } = arrival
    const counters = this.#counters
    const slice = this.#slicing.slices.startOf(time)
    if (Number.isNaN(slice)) {
      counters.events++
      counters.unassigned++
      return
    }
    const { endOf, after } = this.#slicing
    const first = this.#slicing.first(time)
    const last = this.#slicing.last(time)
    const takes = !this.#isGone(last, watermark)
    // The first window that ends late enough is the first one that holds the time which is just too early.
    const live = !takes
      ? after(last)
      : this.#isGone(first, watermark)
        ? this.#slicing.first(watermark - this.#settings.lateness)
        : first
    const pairs = this.#slicing.count(first, live)
    const as = known ? key : this.#keys.redirected(key)
    const lane = known ?? this.#keys.get(as)
    const isNew = lane === undefined || lane.starts[lane.indexOf(slice)] !== slice
    if (isNew) checkSlice(this.#slicing, slice, time)
    // What is taken comes out again as a pane of each.
    if (takes && isNew) checkAtOnce(this.#slicing.count(first, after(last)), this.#slicing.slices.name)
    if (takes && !lane) this.#keys.admit(as)
    if (takes && isNew && this.open >= this.#settings.maxOpen) throw atCapacity(this.#settings)
    if (pairs > 0) reportLate(this.#settings, arrival, watermark, () => windowsFrom(this.#slicing, first, live))

    counters.events++
    counters.latePairs += pairs
    if (!takes) {
      counters.late++
      return
    }
    this.broken = true
    if (pairs > 0) counters.partlyLate++
    else counters.accepted++
    if (as !== key) counters.overflowed++
    const of = lane ?? this.#keys.add(as)
    if (this.#update || endOf(live) <= watermark) {
      const told = this.#update ? last : Math.min(last, lastBy(this.#slicing, watermark, live, last))
      const taken = this.#retracting ? this.#telling.takeBack(of, live, told, watermark) : []
      this.#putInto(of, slice, isNew, arrival, watermark)
      this.#telling.tell(of, arrival, live, told, watermark, taken, out)
    } else this.#putInto(of, slice, isNew, arrival, watermark)
    this.broken = false
  }

  #putInto(lane: KeySlices, start: number, isNew: boolean, arrival: EventRecord, watermark: number): void {
    let index = lane.indexOf(start)
    if (isNew) {
      const slice = this.#slices.at(start)
      index = lane.insert(index, start, this.#pool.take())
      this.#slices.join(slice, lane)
      this.open++
      if (slice.lastEnd > watermark) this.#aimAt(start, watermark)
      this.due = Math.min(this.due, this.#end, slice.lastEnd + this.#settings.lateness)
    }
    lane.start = start
    lane.end = this.#slicing.slices.endOf(start)
    lane.row = lane.rows[index]
    this.#pool.put(lane.row, arrival)
    this.#spans.changed(lane, index, isNew)
  }

  #isGone(start: number, watermark: number): boolean {
    return this.#slicing.endOf(start) + this.#settings.lateness <= watermark
  }

  /** Finds the window that closes next, where all that end by `closed` have. */
  #aim(closed: number): void {
    this.#end = Number.POSITIVE_INFINITY
    const slice = this.#slices.firstAfter(closed)
    if (slice) this.#aimAt(slice.start, closed)
  }

  #aimAt(slice: number, closed: number): void {
    const { first, endOf } = this.#slicing
    const earliest = first(slice)
    const start = endOf(earliest) > closed ? earliest : first(closed)
    const end = endOf(start)
    if (end >= this.#end) return
    this.#start = start
    this.#end = end
  }

  #free(watermark: number): void {
    const { lateness } = this.#settings
    const gone = this.#slices.takeUntil(watermark - lateness)
    for (const { lanes } of gone)
      for (const lane of lanes) {
        this.#spans.shift(lane)
        this.open--
        if (lane.isEmpty) this.#keys.delete(lane.key)
      }
    if (gone.length > 0) this.#telling.told?.prune(start => this.#isGone(start, watermark))
    this.due = Math.min(this.#end, this.#slices.firstEnd + lateness)
  }
}
