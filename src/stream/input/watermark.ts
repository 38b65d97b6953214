import { inspect } from '../../check/inspect'
import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import { LAST_INSTANT } from '../../time/instant'

/** How far one source of events has come. */
export class SourceWatermark {
  readonly name: string | undefined
  /** No further event of it is on time before this, by its own account; -Infinity at first, Infinity when it is done. */
  mark = Number.NEGATIVE_INFINITY
  /** An idle source holds nobody up, until its next event. */
  idle = false
  /** Whether anything was heard of it since the last tick. */
  active = false

  constructor(name: string | undefined) {
    this.name = name
  }
}

/** The watermark of a stream: the least of its active sources', and never back. */
export class Watermark {
  value = Number.NEGATIVE_INFINITY
  readonly #outOfOrder: number
  readonly #sources = new Map<string | undefined, SourceWatermark>()
  #ticked = Number.NaN

  /** `outOfOrder` is Infinity where events do not move it. */
  constructor(outOfOrder: number) {
    this.#outOfOrder = outOfOrder
  }

  /** The source of a name, or of what comes without one. */
  source(name: string | undefined): SourceWatermark {
    const source = this.#sources.get(name) ?? new SourceWatermark(name)
    this.#sources.set(name, source)
    return source
  }

  /** Notes an event of a source; `ahead` ones say nothing of how far it has come. */
  observe(source: SourceWatermark, time: number, ahead: boolean): void {
    source.active = true
    const mark = ahead ? source.mark : time - this.#outOfOrder
    if (mark <= source.mark && !source.idle) return
    source.idle = false
    source.mark = Math.max(source.mark, mark)
    this.#recompute()
  }

  /** Moves the watermark of one source, or of all. */
  raise(mark: number, source?: SourceWatermark): void {
    if (!source) this.value = Math.max(this.value, mark)
    else {
      source.active = true
      source.mark = Math.max(source.mark, mark)
      this.#recompute()
    }
  }

  /** A source with which nobody is to wait. */
  markIdle(source: SourceWatermark): void {
    source.idle = true
    this.#recompute()
  }

  /** Lets sources of which nothing was heard since the last tick creep on with the clock, but not further than a limit, which is asked for where it matters. */
  tick(now: number, limitOf: () => number): void {
    if (this.#outOfOrder === Number.POSITIVE_INFINITY) return
    // A clock that was set back begins anew.
    const elapsed = now - this.#ticked
    this.#ticked = now
    const silent = [...this.#sources.values()].filter(({ active: heard, mark }) => !heard && Number.isFinite(mark))
    for (const source of this.#sources.values()) source.active = false
    if (silent.length === 0 || !(elapsed > 0)) return
    const limit = Math.min(limitOf(), LAST_INSTANT)
    for (const source of silent) source.mark = Math.max(source.mark, Math.min(source.mark + elapsed, limit))
    this.#recompute()
  }

  save(writer: ByteWriter): void {
    writer.number(this.value)
    writer.number(this.#ticked)
    writer.number(this.#sources.size)
    for (const { name, mark, idle, active: heard } of this.#sources.values()) {
      writer.number(name === undefined ? 0 : 1)
      writer.text(name ?? '')
      writer.number(mark)
      writer.number((idle ? 1 : 0) + (heard ? 2 : 0))
    }
  }

  restore(reader: ByteReader): void {
    this.value = reader.number()
    this.#ticked = reader.number()
    for (let left = reader.count(32); left > 0; left--) {
      const isNamed = reader.flag() === 1
      const text = reader.text()
      const name = isNamed ? text : undefined
      if (this.#sources.has(name)) reader.damaged(`${inspect(name)} is a source already`)
      const source = this.source(name)
      source.mark = reader.number()
      const flags = reader.flag(3)
      source.idle = flags % 2 === 1
      source.active = flags >= 2
    }
  }

  #recompute(): void {
    let least = Number.POSITIVE_INFINITY
    let idle = Number.NEGATIVE_INFINITY
    let waits = false
    for (const source of this.#sources.values())
      if (source.mark === Number.POSITIVE_INFINITY) continue
      else if (source.idle) {
        waits = true
        idle = Math.max(idle, source.mark)
      } else least = Math.min(least, source.mark)
    // Where all that are not done are idle, none is waited for: the furthest of them tells.
    const mark = least === Number.POSITIVE_INFINITY && waits ? idle : least
    if (this.#sources.size > 0) this.value = Math.max(this.value, mark)
  }
}
