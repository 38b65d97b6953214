import { type Instant, toInstant } from '../../time/instant'
import type { AbsorbedPane, Pane } from '../pane'
import type { StreamSource } from './event-sink'
import { type RunOptions, run } from './run'
import type { SourceWatermark } from './watermark'

/** The stream behind its sources. */
interface InputTarget<E, V> {
  pushFrom(source: SourceWatermark, event: E): Pane<V>[]
  pushManyFrom(source: SourceWatermark, events: Iterable<E>): Pane<V>[]
  absorbFrom(source: SourceWatermark, pane: AbsorbedPane): Pane<V>[]
  raise(mark: number, source: SourceWatermark): Pane<V>[]
  rest(source: SourceWatermark): Pane<V>[]
}

/** One source of a stream. */
export class StreamInput<E, V> implements StreamSource<E, V> {
  readonly name: string
  readonly #stream: InputTarget<E, V>
  readonly #progress: SourceWatermark

  constructor(stream: InputTarget<E, V>, progress: SourceWatermark, name: string) {
    this.#stream = stream
    this.#progress = progress
    this.name = name
  }

  get watermark(): number {
    return this.#progress.mark
  }

  push(event: E): Pane<V>[] {
    return this.#stream.pushFrom(this.#progress, event)
  }

  pushMany(events: Iterable<E>): Pane<V>[] {
    return this.#stream.pushManyFrom(this.#progress, events)
  }

  absorb(pane: AbsorbedPane): Pane<V>[] {
    return this.#stream.absorbFrom(this.#progress, pane)
  }

  advance(watermark: Instant): Pane<V>[] {
    return this.#stream.raise(toInstant(watermark, 'watermark'), this.#progress)
  }

  idle(): Pane<V>[] {
    return this.#stream.rest(this.#progress)
  }

  finish(): Pane<V>[] {
    return this.#stream.raise(Number.POSITIVE_INFINITY, this.#progress)
  }

  run(source: Iterable<E> | AsyncIterable<E>, options?: RunOptions): AsyncGenerator<Pane<V>, void, undefined> {
    return run<E, Pane<V>>(this, source, options)
  }
}
