import { inspect } from '../../check/inspect'
import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import { LAST_INSTANT } from '../../time/instant'

/** The watermark of one source. */
export class SourceWatermark {
  readonly name: string | undefined
  /** No on-time event of this source is expected before this time. -Infinity until it first moves, Infinity once the source is finished. */
  value = Number.NEGATIVE_INFINITY
  /** An idle source does not hold the stream's watermark back until its next event. */
  idle = false
  /** Whether the source had an event or was raised since the last tick. */
  active = false

  constructor(name: string | undefined) {
    this.name = name
  }
}

/** The watermark of a stream: the lowest of its active sources. It never moves back. */
export class Watermark {
  value = Number.NEGATIVE_INFINITY
  readonly #outOfOrder: number
  readonly #sources = new Map<string | undefined, SourceWatermark>()
  #lastTick = Number.NaN

  /** If `outOfOrder` is Infinity, events do not move the watermark. */
  constructor(outOfOrder: number) {
    this.#outOfOrder = outOfOrder
  }

  /** Returns the source with this name; undefined is the source of events that name none. */
  source(name: string | undefined): SourceWatermark {
    const source = this.#sources.get(name) ?? new SourceWatermark(name)
    this.#sources.set(name, source)
    return source
  }

  /** Moves the watermark of a source with an event. An event that is `ahead` only marks the source as active. */
  observe(source: SourceWatermark, time: number, ahead: boolean): void {
    source.active = true
    const value = ahead ? source.value : time - this.#outOfOrder
    if (value <= source.value && !source.idle) return
    source.idle = false
    source.value = Math.max(source.value, value)
    this.#recompute()
  }

  /** Raises the watermark of one source, or of the whole stream if no source is named. */
  raise(time: number, source?: SourceWatermark): void {
    if (!source) this.value = Math.max(this.value, time)
    else {
      source.active = true
      source.value = Math.max(source.value, time)
      this.#recompute()
    }
  }

  markIdle(source: SourceWatermark): void {
    source.idle = true
    this.#recompute()
  }

  /**
   * Moves the sources that were silent since the last tick by the time between both ticks, at most to a limit. The limit is
   * computed only if a source moves, because it visits all keys.
   */
  tick(now: number, lastTimer: () => number): void {
    if (this.#outOfOrder === Number.POSITIVE_INFINITY) return
    // If the clock was set back, the next tick counts from the new time.
    const elapsed = now - this.#lastTick
    this.#lastTick = now
    const silent = [...this.#sources.values()].filter(({ active, value }) => !active && Number.isFinite(value))
    for (const source of this.#sources.values()) source.active = false
    if (silent.length === 0 || !(elapsed > 0)) return
    const limit = Math.min(lastTimer(), LAST_INSTANT)
    for (const source of silent) source.value = Math.max(source.value, Math.min(source.value + elapsed, limit))
    this.#recompute()
  }

  save(writer: ByteWriter): void {
    writer.number(this.value)
    writer.number(this.#lastTick)
    writer.number(this.#sources.size)
    for (const { name, value, idle, active } of this.#sources.values()) {
      writer.number(name === undefined ? 0 : 1)
      writer.text(name ?? '')
      writer.number(value)
      writer.number((idle ? 1 : 0) + (active ? 2 : 0))
    }
  }

  restore(reader: ByteReader): void {
    this.value = reader.number()
    this.#lastTick = reader.number()
    for (let remaining = reader.count(32); remaining > 0; remaining--) {
      const isNamed = reader.flag() === 1
      const text = reader.text()
      const name = isNamed ? text : undefined
      if (this.#sources.has(name)) reader.damaged(`the source ${inspect(name)} occurs twice`)
      const source = this.source(name)
      source.value = reader.number()
      const flags = reader.flag(3)
      source.idle = flags % 2 === 1
      source.active = flags >= 2
    }
  }

  #recompute(): void {
    let lowestActive = Number.POSITIVE_INFINITY
    let highestIdle = Number.NEGATIVE_INFINITY
    let hasIdle = false
    for (const source of this.#sources.values())
      if (source.value === Number.POSITIVE_INFINITY) continue
      else if (source.idle) {
        hasIdle = true
        highestIdle = Math.max(highestIdle, source.value)
      } else lowestActive = Math.min(lowestActive, source.value)
    // If all unfinished sources are idle, none holds the watermark back, so the highest of them counts.
    const value = lowestActive === Number.POSITIVE_INFINITY && hasIdle ? highestIdle : lowestActive
    if (this.#sources.size > 0) this.value = Math.max(this.value, value)
  }
}
