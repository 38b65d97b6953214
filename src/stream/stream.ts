import { messageOf } from '../check/inspect'
import { invalidOption } from '../check/options'
import { ByteReader } from '../codec/byte-reader'
import { ByteWriter } from '../codec/byte-writer'
import { TidemarkError } from '../error'
import { Frame } from '../state/frame'
import { type Instant, toInstant } from '../time/instant'
import { checkDefinition, saveDefinition } from './definition'
import { EventRecord } from './input/event'
import type { StreamSource, Windowed } from './input/event-sink'
import { readEvent, readEvents, readPane } from './input/read-event'
import { type RunOptions, run } from './input/run'
import { StreamInput } from './input/source'
import { type SourceWatermark, Watermark } from './input/watermark'
import type { AbsorbedPane, Pane } from './pane'
import { PaneBuilder } from './pane-builder'
import { SessionWindows } from './session/session-windows'
import type { StreamSettings } from './settings'
import { SlicedWindows } from './sliced/sliced-windows'
import { checkCapacity } from './state/capacity'
import { RowPool } from './state/row-pool'
import { StreamCounters, type StreamStats } from './stats'
import type { WindowOperator } from './window-operator'

/** A stream as a whole: reads events, puts them into windows, and moves the watermark. */
export class Stream<E, V> implements Windowed<E, V> {
  readonly #settings: StreamSettings
  readonly #counters = new StreamCounters()
  readonly #watermark: Watermark
  readonly #builder: PaneBuilder
  readonly #windows: WindowOperator
  readonly #record = new EventRecord()
  /** One row, into which states are decoded. */
  readonly #absorbed: Frame
  /** Where events come from that name no source: made with the first that was taken, as it holds the watermark from then on. */
  #own: SourceWatermark | undefined
  #failure: unknown
  /** Whether onLate or the clock is at work. */
  #calling = false

  constructor(options: StreamSettings) {
    const { onLate, clock } = options
    const settings = { ...options, onLate: onLate && this.#guarded(onLate), clock: clock && this.#guarded(clock) }
    this.#settings = settings
    const { window, schema, restore } = settings
    const pool = new RowPool(schema)
    this.#builder = new PaneBuilder(settings, pool)
    this.#absorbed = new Frame(schema, 1)
    this.#absorbed.append()
    this.#watermark = new Watermark(settings.outOfOrder)
    this.#windows =
      window.kind === 'session'
        ? new SessionWindows(window, settings, pool, this.#builder, this.#counters)
        : new SlicedWindows(window, settings, pool, this.#builder, this.#counters)
    if (restore) this.#restore(new ByteReader(restore, 'restore'))
  }

  push(event: E): Pane<V>[] {
    return this.pushFrom(undefined, event)
  }

  pushMany(events: Iterable<E>): Pane<V>[] {
    return this.pushManyFrom(undefined, events)
  }

  absorb(pane: AbsorbedPane): Pane<V>[] {
    return this.absorbFrom(undefined, pane)
  }

  advance(watermark: Instant): Pane<V>[] {
    return this.raise(toInstant(watermark, 'watermark'))
  }

  finish(): Pane<V>[] {
    return this.raise(Number.POSITIVE_INFINITY)
  }

  run(source: Iterable<E> | AsyncIterable<E>, options?: RunOptions): AsyncGenerator<Pane<V>, void, undefined> {
    return run<E, Pane<V>>(this, source, options)
  }

  tick(now: number): Pane<V>[] {
    if (typeof now !== 'number') throw invalidOption('now', 'whole epoch milliseconds', now)
    const time = toInstant(now, 'now')
    this.#check()
    this.#watermark.tick(time, () => this.#windows.lastTimer)
    return this.#closeDue([])
  }

  source(name: string): StreamSource<E, V> {
    if (typeof name !== 'string') throw invalidOption('source', 'named by a string', name)
    this.#check()
    return new StreamInput<E, V>(this, this.#watermark.source(name), name)
  }

  save(): Uint8Array {
    this.#check()
    const writer = new ByteWriter()
    saveDefinition(this.#settings, writer)
    this.#watermark.save(writer)
    this.#counters.save(writer)
    this.#windows.save(writer, this.#watermark.value)
    return writer.finish()
  }

  stats(): StreamStats {
    const { open, keys } = this.#windows
    return { watermark: this.#watermark.value, ...this.#counters, open, keys }
  }

  pushFrom(source: SourceWatermark | undefined, event: E): Pane<V>[] {
    this.#check()
    const record = this.#record
    readEvent(this.#settings, event, record)
    record.ahead = this.#isAhead(record.time)
    return this.#step(source, record, [])
  }

  pushManyFrom(source: SourceWatermark | undefined, events: Iterable<E>): Pane<V>[] {
    this.#check()
    const batch = readEvents(this.#settings, events)
    for (const record of batch) record.ahead = this.#isAhead(record.time)
    checkCapacity(this.#settings, this.#windows, batch)
    const out: Pane<V>[] = []
    let taken = 0
    try {
      for (; taken < batch.length; taken++) this.#step(source, batch[taken], out)
    } catch (error) {
      // The panes of the events before are nobody's any more.
      if (taken > 0) this.#failure ??= error
      throw error
    }
    return out
  }

  absorbFrom(source: SourceWatermark | undefined, pane: AbsorbedPane): Pane<V>[] {
    this.#check()
    const record = new EventRecord()
    const state = readPane(pane, record)
    this.#absorbed.reset(0)
    try {
      this.#builder.codec.decode(state, this.#absorbed, 0)
    } catch (cause) {
      throw cause instanceof TidemarkError
        ? new TidemarkError(cause.code, `absorb: state of the pane: ${cause.message}`, { cause })
        : cause
    }
    record.states = this.#absorbed
    record.ahead = this.#isAhead(record.time)
    return this.#step(source, record, [])
  }

  /** Raises the watermark of a source, or of the stream. */
  raise(mark: number, source?: SourceWatermark): Pane<V>[] {
    this.#check()
    this.#watermark.raise(mark, source)
    return this.#closeDue([])
  }

  markIdle(source: SourceWatermark): Pane<V>[] {
    this.#check()
    this.#watermark.markIdle(source)
    return this.#closeDue([])
  }

  /** The panes of windows that close come before those of the event itself: all of them end later. */
  #step(source: SourceWatermark | undefined, record: EventRecord, out: Pane<V>[]): Pane<V>[] {
    const watermark = this.#watermark
    const before = out.length
    try {
      this.#windows.add(record, watermark.value, out as Pane[])
    } catch (error) {
      throw this.#failed(error)
    }
    if (record.ahead) this.#counters.ahead++
    watermark.observe(source ?? this.#unnamed, record.time, record.ahead)
    if (watermark.value < this.#windows.nextTimer) return out
    const own = out.length > before ? out.splice(before) : undefined
    this.#closeDue(out)
    if (own) for (const pane of own) out.push(pane)
    return out
  }

  #closeDue(out: Pane<V>[]): Pane<V>[] {
    const { value } = this.#watermark
    if (value < this.#windows.nextTimer) return out
    try {
      this.#windows.advance(value, out as Pane[])
    } catch (error) {
      throw this.#failed(error)
    }
    return out
  }

  #failed(error: unknown): unknown {
    if (this.#windows.broken) this.#failure ??= error
    return error
  }

  #check(): void {
    if (this.#failure === undefined) {
      if (!this.#windows.broken && !this.#calling) return
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        'select, onLate, clock and aggregates must not call the stream that calls them: keep what there is to do, and do it afterwards',
      )
    }
    throw new TidemarkError(
      'TIDEMARK_CLOSED',
      `the stream has failed and cannot go on: ${messageOf(this.#failure)}. Restore one from what save() gave`,
      { cause: this.#failure },
    )
  }

  #guarded<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      this.#calling = true
      try {
        return call(...args)
      } finally {
        this.#calling = false
      }
    }
  }

  #isAhead(time: number): boolean {
    const { clock, maxAhead } = this.#settings
    return clock !== undefined && time > clock() + maxAhead
  }

  #restore(reader: ByteReader): void {
    checkDefinition(this.#settings, reader)
    this.#watermark.restore(reader)
    this.#counters.restore(reader)
    this.#windows.restore(reader, this.#watermark.value)
    reader.finish()
  }

  get #unnamed(): SourceWatermark {
    this.#own ??= this.#watermark.source(undefined)
    return this.#own
  }
}
