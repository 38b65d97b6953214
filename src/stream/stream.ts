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

/** Reads events, adds them to windows, moves the watermark, and returns the panes of each step. */
export class Stream<E, V> implements Windowed<E, V> {
  readonly #settings: StreamSettings
  readonly #counters = new StreamCounters()
  readonly #watermark: Watermark
  readonly #builder: PaneBuilder
  readonly #windows: WindowOperator
  readonly #record = new EventRecord()
  /** One row, into which the state of an absorbed pane is decoded. */
  readonly #absorbed: Frame
  /** The source of events that name no source. Created with the first such event, because it holds the watermark back from then on. */
  #defaultSource: SourceWatermark | undefined
  #failure: unknown
  /** Whether `onLate` or the clock is running. */
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
    let done = 0
    try {
      for (; done < batch.length; done++) this.#step(source, batch[done], out)
    } catch (error) {
      // The panes of the earlier events of the batch are lost with this error.
      if (done > 0) this.#failure ??= error
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
        ? new TidemarkError(cause.code, `absorb: the state of the pane: ${cause.message}`, { cause })
        : cause
    }
    record.states = this.#absorbed
    record.ahead = this.#isAhead(record.time)
    return this.#step(source, record, [])
  }

  /** Raises the watermark of a source, or of the stream if no source is named. */
  raise(time: number, source?: SourceWatermark): Pane<V>[] {
    this.#check()
    this.#watermark.raise(time, source)
    return this.#closeDue([])
  }

  markIdle(source: SourceWatermark): Pane<V>[] {
    this.#check()
    this.#watermark.markIdle(source)
    return this.#closeDue([])
  }

  /** Adds one event. Panes of windows that it closes come before its own panes, which all end later. */
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
    const eventPanes = out.length > before ? out.splice(before) : undefined
    this.#closeDue(out)
    if (eventPanes) for (const pane of eventPanes) out.push(pane)
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
        'select, onLate, clock and aggregates must not call the stream that calls them. Queue the work and do it after the call returns',
      )
    }
    throw new TidemarkError(
      'TIDEMARK_CLOSED',
      `the stream has failed and cannot continue: ${messageOf(this.#failure)}. Open a new one, with restore if you have bytes that save() returned`,
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
    this.#defaultSource ??= this.#watermark.source(undefined)
    return this.#defaultSource
  }
}
