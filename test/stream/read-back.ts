import { isDeepStrictEqual } from 'node:util'
import { readSaved, type SecondStream } from '../codec/second-reader-saved'
import { PLAIN, plainState } from '../codec/second-reader-states'
import type { Given, Held, ModelPane, Setting } from './given'
import { Model } from './model'
import { SourcesModel } from './sources-model'
import { Real, type Shown, type Subject } from './subject'

const AGGREGATES = '{ "first": first, "last": last, "max": max, "min": min, "n": count, "sum": sum }'

/** Reads saved streams: the second reader, or one that is wrong in one way. */
export type ReadSaved = typeof readSaved

/** How much of what was read there was something to compare of. */
export type Seen = Record<'reads' | 'slices' | 'sessions' | 'panes' | 'sources', number>

/** Notes which sources there are. */
class NamedSources extends SourcesModel {
  readonly names = new Set<string>()

  override of(name: string) {
    this.names.add(name)
    return super.of(name)
  }
}

class KeptModel extends Model {
  override readonly sources = new NamedSources()
}

/** A stream beside the model of it: what it saves after each command is read by a reader of FORMAT.md, and must be what the model holds. */
export class ReadBack implements Subject {
  readonly #setting: Setting
  readonly #real: Real
  readonly #model: KeptModel
  readonly #read: ReadSaved
  readonly #seen: Seen
  /** What the model let out where the stream let out a pane. */
  readonly #twins = new WeakMap<Shown, ModelPane>()
  #ticked = Number.NaN

  constructor(setting: Setting, seen: Seen, read: ReadSaved = readSaved) {
    this.#setting = setting
    this.#real = new Real(setting)
    this.#model = new KeptModel(setting)
    this.#read = read
    this.#seen = seen
  }

  get lates() {
    return this.#real.lates
  }

  push(given: Given, source?: string) {
    return this.#both(this.#real.push(given, source), this.#model.push(given, source))
  }

  pushMany(list: readonly Given[], source?: string) {
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
    if (this.#setting.outOfOrder < Number.POSITIVE_INFINITY) this.#ticked = now
    return this.#both(this.#real.tick(now), this.#model.tick(now))
  }

  stats() {
    return this.#real.stats()
  }

  restored() {
    this.#real.restored()
    return this
  }

  #both(out: readonly Shown[] | string, wanted: ModelPane[] | string) {
    if (typeof out !== 'string' && typeof wanted !== 'string')
      for (const [p, pane] of out.entries()) this.#twins.set(pane, wanted[p])
    const got = settled(this.#read([...this.#real.save()], PLAIN))
    const held = this.#held()
    for (const part of Object.keys(held) as (keyof SecondStream)[])
      if (!isDeepStrictEqual(got[part], held[part]))
        throw new Error(`${part} is read as ${JSON.stringify(got[part])} and was ${JSON.stringify(held[part])}`)
    this.#count(held)
    return out
  }

  #held(): SecondStream {
    const { window, emit, mode, outOfOrder, lateness } = this.#setting
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

  #slices(events: readonly Held[]) {
    const slices = new Map<number, Held[]>()
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
    const { window } = this.#setting
    if (window.kind !== 'sliding') return window.windowsOf(time)[0].start
    const { size, every, offset } = window
    const edges = [offset, offset + size].map(edge => Math.floor((time - edge) / every) * every + edge)
    return Math.max(...edges)
  }

  #sessions(key: string, events: readonly Held[]) {
    const isDelta = this.#setting.mode === 'delta'
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
    this.#seen[this.#setting.window.kind === 'session' ? 'sessions' : 'slices'] += held
    this.#seen.panes += told.length
    this.#seen.sources += watermark.sources.length
  }
}

/** Without what FORMAT.md leaves open. */
function settled({ watermark, told, ...rest }: SecondStream): SecondStream {
  return { ...rest, watermark: { ...watermark, sources: watermark.sources.map(ended) }, told: inOrder(told) }
}

/** Of a source that is done nothing else matters. */
function ended<S extends SecondStream['watermark']['sources'][number]>(source: S): S {
  return source.at === Number.POSITIVE_INFINITY ? { ...source, idle: false, heard: false } : source
}

function inOrder(told: SecondStream['told']): SecondStream['told'] {
  return told
    .map(({ start, panes }) => ({ start, panes: [...panes].sort(([a], [b]) => (a < b ? -1 : 1)) }))
    .sort((a, b) => a.start - b.start)
}

function timesOf(events: readonly Held[]) {
  const times = events.map(({ time }) => time)
  return { firstTime: Math.min(...times), lastTime: Math.max(...times) }
}
