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
  nextTimer = Number.POSITIVE_INFINITY
  readonly #settings: StreamSettings
  readonly #layout: SliceLayout
  readonly #pool: RowPool
  readonly #builder: PaneBuilder
  readonly #counters: StreamCounters
  readonly #blocks: BlockMerge
  readonly #keys: KeyTable<KeySlices>
  readonly #slices: SliceIndex
  readonly #emitter: PaneEmitter
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
    this.#layout = sliceLayout(windower)
    this.#pool = pool
    this.#builder = emitter
    this.#counters = counters
    this.#blocks = new BlockMerge(pool, this.#layout)
    this.#keys = new KeyTable((key, rank) => new KeySlices(key, rank, this.#layout.many), settings)
    this.#slices = new SliceIndex(this.#layout)
    this.#emitter = new PaneEmitter(settings, this.#layout, pool, emitter, this.#blocks)
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
  }

  get keys(): number {
    return this.#keys.size
  }

  get lastTimer(): number {
    return this.#slices.lastEnd + this.#settings.lateness
  }

  knows(key: string): boolean {
    return this.#keys.get(key) !== undefined
  }

  holds(key: string, time: number): boolean {
    const keySlices = this.#keys.get(key)
    const start = this.#layout.slices.startOf(time)
    return keySlices !== undefined && keySlices.starts[keySlices.indexOf(start)] === start
  }

  add(record: EventRecord, watermark: number, out: Pane[]): void {
    const keySlices = this.#keys.get(record.key)
    const { time } = record
    if (
      keySlices === undefined ||
      time < watermark ||
      this.#update ||
      !(time >= keySlices.start && time < keySlices.end)
    ) {
      this.#assign(record, keySlices, watermark, out)
      return
    }
    // The slice of the event before it, and no window of it has closed: nothing comes of it yet.
    this.broken = true
    this.#pool.add(keySlices.row, record)
    this.broken = false
    this.#counters.events++
    this.#counters.accepted++
  }

  advance(watermark: number, out: Pane[]): void {
    this.broken = true
    while (this.#end <= watermark && this.#end < Number.POSITIVE_INFINITY) {
      const keys = this.#slices.within(this.#start, this.#end)
      for (let k = 0; k < keys.length; k++) this.#emitter.close(keys[k], this.#start, this.#end, out)
      this.#findNext(this.#end)
    }
    this.#free(watermark)
    this.broken = false
  }

  save(writer: ByteWriter, watermark: number): void {
    const { codec } = this.#builder
    const places = new Map<KeySlices, number>()
    writer.number(this.#keys.size)
    for (const keySlices of this.#keys) {
      places.set(keySlices, places.size)
      writer.text(keySlices.key)
      writer.number(keySlices.starts.length - keySlices.from)
      for (let k = keySlices.from; k < keySlices.starts.length; k++) {
        writer.number(keySlices.starts[k])
        this.#pool.save(keySlices.rows[k], codec, writer)
      }
    }
    this.#emitter.counts?.save(writer, places, start => this.#isGone(start, watermark))
  }

  restore(reader: ByteReader, watermark: number): void {
    const { codec } = this.#builder
    const keys: KeySlices[] = []
    for (let left = reader.count(16); left > 0; left--) {
      const keySlices = this.#keys.restore(reader)
      keys.push(keySlices)
      for (let k = 0, rows = reader.count(32); k < rows; k++) {
        const start = reader.time()
        const { slices } = this.#layout
        const holds = start <= LAST_INSTANT && slices.endOf(start) > -LAST_INSTANT
        if (!holds || slices.startOf(start) !== start || (k > 0 && start <= keySlices.starts[k - 1]))
          reader.damaged(`no slice of time starts at ${start} here`)
        keySlices.insert(k, start, this.#pool.restore(codec, reader))
        this.#slices.join(this.#slices.at(start), keySlices)
        this.open++
      }
    }
    this.#emitter.counts?.restore(reader, keys)
    this.#findNext(watermark)
    this.nextTimer = Math.min(this.#end, this.#slices.firstEnd + this.#settings.lateness)
  }

  #assign(record: EventRecord, known: KeySlices | undefined, watermark: number, out: Pane[]): void {
    const { time, key } = record
    const counters = this.#counters
    const slice = this.#layout.slices.startOf(time)
    if (Number.isNaN(slice)) {
      counters.events++
      counters.unassigned++
      return
    }
    const { endOf, after } = this.#layout
    const first = this.#layout.first(time)
    const last = this.#layout.last(time)
    const takes = !this.#isGone(last, watermark)
    // The first window that ends late enough is the first one that holds the time which is just too early.
    const live = !takes
      ? after(last)
      : this.#isGone(first, watermark)
        ? this.#layout.first(watermark - this.#settings.lateness)
        : first
    const pairs = this.#layout.count(first, live)
    const as = known ? key : this.#keys.redirected(key)
    const keySlices = known ?? this.#keys.get(as)
    const isNew = keySlices === undefined || keySlices.starts[keySlices.indexOf(slice)] !== slice
    if (isNew) checkSlice(this.#layout, slice, time)
    // What is taken comes out again as a pane of each.
    if (takes && isNew) checkAtOnce(this.#layout.count(first, after(last)), this.#layout.slices.name)
    if (takes && !keySlices) this.#keys.admit(as)
    if (takes && isNew && this.open >= this.#settings.maxOpen) throw atCapacity(this.#settings)
    if (pairs > 0) reportLate(this.#settings, record, watermark, () => windowsFrom(this.#layout, first, live))

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
    const of = keySlices ?? this.#keys.add(as)
    if (this.#update || endOf(live) <= watermark) {
      const told = this.#update ? last : Math.min(last, lastBy(this.#layout, watermark, live, last))
      const taken = this.#retracting ? this.#emitter.retract(of, live, told, watermark) : []
      this.#addToSlice(of, slice, isNew, record, watermark)
      this.#emitter.emit(of, record, live, told, watermark, taken, out)
    } else this.#addToSlice(of, slice, isNew, record, watermark)
    this.broken = false
  }

  #addToSlice(keySlices: KeySlices, start: number, isNew: boolean, record: EventRecord, watermark: number): void {
    let index = keySlices.indexOf(start)
    if (isNew) {
      const slice = this.#slices.at(start)
      index = keySlices.insert(index, start, this.#pool.acquire())
      this.#slices.join(slice, keySlices)
      this.open++
      if (slice.lastEnd > watermark) this.#considerNext(start, watermark)
      this.nextTimer = Math.min(this.nextTimer, this.#end, slice.lastEnd + this.#settings.lateness)
    }
    keySlices.start = start
    keySlices.end = this.#layout.slices.endOf(start)
    keySlices.row = keySlices.rows[index]
    this.#pool.add(keySlices.row, record)
    this.#blocks.changed(keySlices, index, isNew)
  }

  #isGone(start: number, watermark: number): boolean {
    return this.#layout.endOf(start) + this.#settings.lateness <= watermark
  }

  /** Finds the window that closes next, where all that end by `closed` have. */
  #findNext(closed: number): void {
    this.#end = Number.POSITIVE_INFINITY
    const slice = this.#slices.firstAfter(closed)
    if (slice) this.#considerNext(slice.start, closed)
  }

  #considerNext(slice: number, closed: number): void {
    const { first, endOf } = this.#layout
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
    for (const { keys } of gone)
      for (const keySlices of keys) {
        this.#blocks.shift(keySlices)
        this.open--
        if (keySlices.isEmpty) this.#keys.delete(keySlices.key)
      }
    if (gone.length > 0) this.#emitter.counts?.prune(start => this.#isGone(start, watermark))
    this.nextTimer = Math.min(this.#end, this.#slices.firstEnd + lateness)
  }
}
