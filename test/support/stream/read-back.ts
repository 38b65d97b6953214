import { isDeepStrictEqual } from 'node:util'
import { readSaved, type SecondStream } from '../../codec/second-reader-saved'
import { PLAIN, plainState } from '../../codec/second-reader-states'
import type { AcceptedEvent, ModelPane, StreamConfig, TestEvent } from './events'
import { StreamModel } from './model'
import { SourcesModel } from './sources-model'
import { RealStream, type ResultPane, type Subject } from './subject'

const AGGREGATES = '{ "first": first, "last": last, "max": max, "min": min, "n": count, "sum": sum }'

/** Reads saved streams: the independent reader, or one that is wrong in one way. */
export type ReadSaved = typeof readSaved

/** How many parts of each kind were compared. */
export type ReadCoverage = Record<'reads' | 'slices' | 'sessions' | 'panes' | 'sources', number>

/** Records which sources exist. */
class NamedSources extends SourcesModel {
  readonly names = new Set<string>()

  override of(name: string) {
    this.names.add(name)
    return super.of(name)
  }
}

class KeptModel extends StreamModel {
  override readonly sources = new NamedSources()
}

/** A stream beside its model. After each command an independent reader of FORMAT.md reads what the stream saves, and must find what the model holds. */
export class ReadBack implements Subject {
  readonly #config: StreamConfig
  readonly #real: RealStream
  readonly #model: KeptModel
  readonly #read: ReadSaved
  readonly #seen: ReadCoverage
  /** The model's pane for each pane of the stream. */
  readonly #twins = new WeakMap<ResultPane, ModelPane>()
  #ticked = Number.NaN

  constructor(config: StreamConfig, seen: ReadCoverage, read: ReadSaved = readSaved) {
    this.#config = config
    this.#real = new RealStream(config)
    this.#model = new KeptModel(config)
    this.#read = read
    this.#seen = seen
  }

  get lateEvents() {
    return this.#real.lateEvents
  }

  push(event: TestEvent, source?: string) {
    return this.#both(this.#real.push(event, source), this.#model.push(event, source))
  }

  pushMany(list: readonly TestEvent[], source?: string) {
    return this.#both(this.#real.pushMany(list, source), this.#model.pushMany(list, source))
  }

  absorb(pane: any, source?: string) {
    return this.#both(this.#real.absorb(pane, source), this.#model.absorb(this.#twins.get(pane)!, source))
  }

  advance(to: number, source?: string) {
    return this.#both(this.#real.advance(to, source), this.#model.advance(to, source))
  }

  idle(source: string) {
    return this.#both(this.#real.idle(source), this.#model.idle(source))
  }

  finish(source?: string) {
    return this.#both(this.#real.finish(source), this.#model.finish(source))
  }

  tick(now: number) {
    if (this.#config.outOfOrder < Number.POSITIVE_INFINITY) this.#ticked = now
    return this.#both(this.#real.tick(now), this.#model.tick(now))
  }

  stats() {
    return this.#real.stats()
  }

  restored() {
    this.#real.restored()
    return this
  }

  #both(out: readonly ResultPane[] | string, wanted: ModelPane[] | string) {
    if (typeof out !== 'string' && typeof wanted !== 'string')
      for (const [p, pane] of out.entries()) this.#twins.set(pane, wanted[p])
    const got = normalized(this.#read([...this.#real.save()], PLAIN))
    const held = this.#held()
    for (const part of Object.keys(held) as (keyof SecondStream)[])
      if (!isDeepStrictEqual(got[part], held[part]))
        throw new Error(`${part} is read as ${JSON.stringify(got[part])} and was ${JSON.stringify(held[part])}`)
    this.#count(held)
    return out
  }

  #held(): SecondStream {
    const { window, emit, mode, outOfOrder, lateness } = this.#config
    const { open, keys, watermark, ...counters } = this.#model.stats()
    return {
      definition: {
        ...{ window: window.name, aggregates: AGGREGATES, emit, mode },
        ...{ outOfOrder: String(outOfOrder), lateness: String(lateness) },
      },
      watermark: { at: watermark, ticked: this.#ticked, sources: this.#sources() },
      counters,
      keys: [...this.#model.keys].map(([key, events]) => ({
        key,
        held: window.kind === 'session' ? this.#sessions(key, events) : this.#slices(events),
      })),
      told: window.kind === 'session' || (lateness === 0 && emit === 'close') ? [] : this.#told(),
    }
  }

  #sources(): SecondStream['watermark']['sources'] {
    const { sources } = this.#model
    return [...sources.names].map(name => {
      const { watermark, is, heard } = sources.of(name)
      const at = is === 'done' ? Number.POSITIVE_INFINITY : watermark
      return ended({ name: name === '(own)' ? undefined : name, at, idle: is === 'idle', heard })
    })
  }

  #slices(events: readonly AcceptedEvent[]) {
    const slices = new Map<number, AcceptedEvent[]>()
    for (const event of events) {
      const start = this.#sliceOf(event.time)
      slices.set(start, [...(slices.get(start) ?? []), event])
    }
    return [...slices]
      .sort(([a], [b]) => a - b)
      .map(([start, held]) => ({ start, ...timesOf(held), state: plainState(held.flatMap(({ points }) => points)) }))
  }

  /** The last edge of any window that is not after a time. */
  #sliceOf(time: number): number {
    const { window } = this.#config
    if (window.kind !== 'sliding') return window.windowsOf(time)[0].start
    const { size, every, offset } = window
    const edges = [offset, offset + size].map(edge => Math.floor((time - edge) / every) * every + edge)
    return Math.max(...edges)
  }

  #sessions(key: string, events: readonly AcceptedEvent[]) {
    const isDelta = this.#config.mode === 'delta'
    return this.#model.live(events).map(window => {
      const { start, end } = window
      const untold = window.events.filter(({ out }) => !isDelta || !out.has(0))
      const panes = this.#panesOf(key, start, end)
      const final = this.#model.watermark >= end
      return {
        ...{ start, end, panes, final },
        ...{ ...timesOf(window.events), state: plainState(untold.flatMap(({ points }) => points)) },
      }
    })
  }

  #told(): SecondStream['told'] {
    const told = [...this.#model.keys].flatMap(([key, events]) =>
      this.#model.live(events).map(({ start, end }) => ({ start, key, panes: this.#panesOf(key, start, end) })),
    )
    const some = told.filter(({ panes }) => panes > 0)
    const starts = [...new Set(some.map(({ start }) => start))]
    return inOrder(
      starts.map(start => ({
        start,
        panes: some.filter(one => one.start === start).map(({ key, panes }) => [key, panes] as const),
      })),
    )
  }

  #panesOf(key: string, start: number, end: number): number {
    return this.#model.notes.get(JSON.stringify([key, start, end]))?.panes ?? 0
  }

  #count({ keys, told, watermark }: SecondStream): void {
    const held = keys.flatMap(one => one.held).length
    this.#seen.reads++
    this.#seen[this.#config.window.kind === 'session' ? 'sessions' : 'slices'] += held
    this.#seen.panes += told.length
    this.#seen.sources += watermark.sources.length
  }
}

/** A saved stream without the order and the fields that FORMAT.md leaves open. */
function normalized({ watermark, told, ...rest }: SecondStream): SecondStream {
  return { ...rest, watermark: { ...watermark, sources: watermark.sources.map(ended) }, told: inOrder(told) }
}

/** A source that is done has no other state. */
function ended<S extends SecondStream['watermark']['sources'][number]>(source: S): S {
  return source.at === Number.POSITIVE_INFINITY ? { ...source, idle: false, heard: false } : source
}

function inOrder(told: SecondStream['told']): SecondStream['told'] {
  return told
    .map(({ start, panes }) => ({ start, panes: [...panes].sort(([a], [b]) => (a < b ? -1 : 1)) }))
    .sort((a, b) => a.start - b.start)
}

function timesOf(events: readonly AcceptedEvent[]) {
  const times = events.map(({ time }) => time)
  return { firstTime: Math.min(...times), lastTime: Math.max(...times) }
}
