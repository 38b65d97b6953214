import { type Instant, toInstant } from '../../time/instant'
import type { AbsorbedPane, Pane } from '../pane'
import type { StreamSource } from './event-sink'
import { type RunOptions, run } from './run'
import type { SourceWatermark } from './watermark'

/** The part of a stream that its sources call. */
interface InputTarget<E, V> {
  pushFrom(source: SourceWatermark, event: E): Pane<V>[]
  pushManyFrom(source: SourceWatermark, events: Iterable<E>): Pane<V>[]
  absorbFrom(source: SourceWatermark, pane: AbsorbedPane): Pane<V>[]
  raise(time: number, source: SourceWatermark): Pane<V>[]
  markIdle(source: SourceWatermark): Pane<V>[]
}

/** One source of a stream. */
export class StreamInput<E, V> implements StreamSource<E, V> {
  readonly name: string
  readonly #stream: InputTarget<E, V>
  readonly #watermark: SourceWatermark

  constructor(stream: InputTarget<E, V>, watermark: SourceWatermark, name: string) {
    this.#stream = stream
    this.#watermark = watermark
    this.name = name
  }

  get watermark(): number {
    return this.#watermark.value
  }

  push(event: E): Pane<V>[] {
    return this.#stream.pushFrom(this.#watermark, event)
  }

  pushMany(events: Iterable<E>): Pane<V>[] {
    return this.#stream.pushManyFrom(this.#watermark, events)
  }

  absorb(pane: AbsorbedPane): Pane<V>[] {
    return this.#stream.absorbFrom(this.#watermark, pane)
  }

  advance(watermark: Instant): Pane<V>[] {
    return this.#stream.raise(toInstant(watermark, 'watermark'), this.#watermark)
  }

  idle(): Pane<V>[] {
    return this.#stream.markIdle(this.#watermark)
  }

  finish(): Pane<V>[] {
    return this.#stream.raise(Number.POSITIVE_INFINITY, this.#watermark)
  }

  run(source: Iterable<E> | AsyncIterable<E>, options?: RunOptions): AsyncGenerator<Pane<V>, void, undefined> {
    return run<E, Pane<V>>(this, source, options)
  }
}
