import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import { LAST_INSTANT } from '../../time/instant'
import { checkAtOnce } from '../../window/sliding'
import type { Partition, Sliding } from '../../window/windower'
import { type EventRecord, reportLate } from '../input/event'
import type { Pane } from '../pane'
import type { PaneBuilder } from '../pane-builder'
import { PaneEmitter } from '../pane-emitter'
import type { StreamSettings } from '../settings'
import { capacityError } from '../state/capacity'
import { KeyTable } from '../state/key-table'
import type { RowPool } from '../state/row-pool'
import type { StreamCounters } from '../stats'
import type { WindowOperator } from '../window-operator'
import { BlockMerge } from './block-merge'
import { KeySlices } from './key-slices'
import { SliceIndex } from './slice-index'
import { checkSlice, lastStartEndingBy, type SliceLayout, sliceLayout, windowsFrom } from './slice-layout'

/** Windows whose bounds do not depend on events: fixed, calendar and sliding. Each event is added to one slice of its key. */
export class SlicedWindows implements WindowOperator {
  open = 0
  broken = false
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
  #nextStart = 0
  #nextEnd = Number.POSITIVE_INFINITY

  constructor(
    windower: Partition | Sliding,
    settings: StreamSettings,
    pool: RowPool,
    builder: PaneBuilder,
    counters: StreamCounters,
  ) {
    this.#settings = settings
    this.#layout = sliceLayout(windower)
    this.#pool = pool
    this.#builder = builder
    this.#counters = counters
    this.#blocks = new BlockMerge(pool, this.#layout)
    this.#keys = new KeyTable((key, rank) => new KeySlices(key, rank, this.#layout.usesBlocks), settings)
    this.#slices = new SliceIndex(this.#layout)
    this.#emitter = new PaneEmitter(settings, this.#layout, pool, builder, this.#blocks)
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
  }

  get keys(): number {
    return this.#keys.size
  }

  get lastTimer(): number {
    return this.#slices.lastExpiry + this.#settings.lateness
  }

  hasKey(key: string): boolean {
    return this.#keys.get(key) !== undefined
  }

  hasState(key: string, time: number): boolean {
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
      !(time >= keySlices.currentStart && time < keySlices.currentEnd)
    ) {
      this.#assign(record, keySlices, watermark, out)
      return
    }
    // The fast path: the event is in the slice of the key's last event, and no window of that has closed, so it emits nothing.
    this.broken = true
    this.#pool.add(keySlices.currentRow, record)
    this.broken = false
    this.#counters.events++
    this.#counters.accepted++
  }

  advance(watermark: number, out: Pane[]): void {
    this.broken = true
    while (this.#nextEnd <= watermark && this.#nextEnd < Number.POSITIVE_INFINITY) {
      const keys = this.#slices.moveTo(this.#nextStart, this.#nextEnd)
      for (let k = 0; k < keys.length; k++) this.#emitter.close(keys[k], this.#nextStart, this.#nextEnd, out)
      this.#findNext(this.#nextEnd)
    }
    this.#freeExpired(watermark)
    this.broken = false
  }

  save(writer: ByteWriter, watermark: number): void {
    const { codec } = this.#builder
    const positions = new Map<KeySlices, number>()
    writer.number(this.#keys.size)
    for (const keySlices of this.#keys) {
      positions.set(keySlices, positions.size)
      writer.text(keySlices.key)
      writer.number(keySlices.starts.length - keySlices.head)
      for (let k = keySlices.head; k < keySlices.starts.length; k++) {
        writer.number(keySlices.starts[k])
        this.#pool.save(keySlices.rows[k], codec, writer)
      }
    }
    this.#emitter.counts?.save(writer, positions, start => this.#isExpired(start, watermark))
  }

  restore(reader: ByteReader, watermark: number): void {
    const { codec } = this.#builder
    const keys: KeySlices[] = []
    for (let remaining = reader.count(16); remaining > 0; remaining--) {
      const keySlices = this.#keys.restore(reader)
      keys.push(keySlices)
      for (let k = 0, rows = reader.count(32); k < rows; k++) {
        const start = reader.time()
        const { slices } = this.#layout
        const isInRange = start <= LAST_INSTANT && slices.endOf(start) > -LAST_INSTANT
        if (!isInRange || slices.startOf(start) !== start || (k > 0 && start <= keySlices.starts[k - 1]))
          reader.damaged(`a slice cannot start at ${start} here`)
        keySlices.insert(k, start, this.#pool.restore(codec, reader))
        this.#slices.addKey(this.#slices.getOrCreate(start), keySlices)
        this.open++
      }
    }
    this.#emitter.counts?.restore(reader, keys)
    this.#findNext(watermark)
    this.nextTimer = Math.min(this.#nextEnd, this.#slices.firstExpiry + this.#settings.lateness)
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
    const { endOf, firstStart, lastStart, nextStart, countWindows } = this.#layout
    const first = firstStart(time)
    const last = lastStart(time)
    const isAccepted = !this.#isExpired(last, watermark)
    // Each window that ends at or before `watermark - lateness` has expired, so the first that contains it is open.
    const firstOpen = !isAccepted
      ? nextStart(last)
      : this.#isExpired(first, watermark)
        ? firstStart(watermark - this.#settings.lateness)
        : first
    const latePairs = countWindows(first, firstOpen)
    const resolved = known ? key : this.#keys.resolve(key)
    const keySlices = known ?? this.#keys.get(resolved)
    const isNew = keySlices === undefined || keySlices.starts[keySlices.indexOf(slice)] !== slice
    if (isNew) checkSlice(this.#layout, slice, time)
    // An accepted event causes a pane in each of its windows.
    if (isAccepted && isNew) checkAtOnce(countWindows(first, nextStart(last)), this.#layout.slices.name)
    if (isAccepted && !keySlices) this.#keys.checkCapacityFor(resolved)
    if (isAccepted && isNew && this.open >= this.#settings.maxOpen) throw capacityError(this.#settings)
    if (latePairs > 0) reportLate(this.#settings, record, watermark, () => windowsFrom(this.#layout, first, firstOpen))

    counters.events++
    counters.latePairs += latePairs
    if (!isAccepted) {
      counters.late++
      return
    }
    this.broken = true
    if (latePairs > 0) counters.partlyLate++
    else counters.accepted++
    if (resolved !== key) counters.overflowed++
    const target = keySlices ?? this.#keys.add(resolved)
    if (this.#update || endOf(firstOpen) <= watermark) {
      const lastEmitted = this.#update ? last : lastStartEndingBy(this.#layout, watermark, firstOpen, last)
      const retractions = this.#retracting ? this.#emitter.retract(target, firstOpen, lastEmitted, watermark) : []
      this.#addToSlice(target, slice, isNew, record, watermark)
      this.#emitter.emit(target, record, firstOpen, lastEmitted, watermark, retractions, out)
    } else this.#addToSlice(target, slice, isNew, record, watermark)
    this.broken = false
  }

  #addToSlice(keySlices: KeySlices, start: number, isNew: boolean, record: EventRecord, watermark: number): void {
    let index = keySlices.indexOf(start)
    if (isNew) {
      const slice = this.#slices.getOrCreate(start)
      index = keySlices.insert(index, start, this.#pool.acquire())
      this.#slices.addKey(slice, keySlices)
      this.open++
      if (slice.lastWindowEnd > watermark) this.#considerNext(start, watermark)
      this.nextTimer = Math.min(this.nextTimer, this.#nextEnd, slice.lastWindowEnd + this.#settings.lateness)
    }
    keySlices.currentStart = start
    keySlices.currentEnd = this.#layout.slices.endOf(start)
    keySlices.currentRow = keySlices.rows[index]
    this.#pool.add(keySlices.currentRow, record)
    this.#blocks.invalidate(keySlices, index, isNew)
  }

  #isExpired(start: number, watermark: number): boolean {
    return this.#layout.endOf(start) + this.#settings.lateness <= watermark
  }

  /** Finds the window that closes next, when each window that ends at or before `closed` has closed. */
  #findNext(closed: number): void {
    this.#nextEnd = Number.POSITIVE_INFINITY
    const slice = this.#slices.firstAfter(closed)
    if (slice) this.#considerNext(slice.start, closed)
  }

  /** Makes the first open window of a slice the next to close, if it ends before the present one. */
  #considerNext(slice: number, closed: number): void {
    const { firstStart, endOf } = this.#layout
    const earliest = firstStart(slice)
    const start = endOf(earliest) > closed ? earliest : firstStart(closed)
    const end = endOf(start)
    if (end >= this.#nextEnd) return
    this.#nextStart = start
    this.#nextEnd = end
  }

  #freeExpired(watermark: number): void {
    const { lateness } = this.#settings
    const expired = this.#slices.popExpired(watermark - lateness)
    for (const { keys } of expired)
      for (const keySlices of keys) {
        this.#blocks.shift(keySlices)
        this.open--
        if (keySlices.isEmpty) this.#keys.delete(keySlices.key)
      }
    if (expired.length > 0) this.#emitter.counts?.prune(start => this.#isExpired(start, watermark))
    this.nextTimer = Math.min(this.#nextEnd, this.#slices.firstExpiry + lateness)
  }
}
