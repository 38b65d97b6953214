import type { LateEvent, StreamStats, Timing, Window } from '../../../src'
import { type AcceptedEvent, fold, type ModelPane, type ModelWindow, type StreamConfig, type TestEvent } from './events'
import { SourcesModel } from './sources-model'

interface Note {
  panes: number
  last: ModelPane | undefined
}

/** The source of events that are pushed to the operator itself. */
const OWN = '(own)'

/**
 * Computes the panes of a stream by brute force: it keeps every event, and derives all windows from them at each call.
 * A refused call returns the code of its error.
 */
export class StreamModel {
  watermark = Number.NEGATIVE_INFINITY
  readonly lateEvents: Omit<LateEvent<unknown>, 'event'>[] = []
  /** The events of each key that are in a live window; keys in the order in which they were first seen. */
  readonly keys = new Map<string, AcceptedEvent[]>()
  readonly notes = new Map<string, Note>()
  readonly sources = new SourcesModel()
  readonly counts = { events: 0, accepted: 0, partlyLate: 0, late: 0, latePairs: 0 }
  readonly marks = { unassigned: 0, ahead: 0, overflowed: 0 }

  constructor(readonly config: StreamConfig) {}

  push({ time, key, value }: TestEvent, source = OWN): ModelPane[] | string {
    return this.take(key, { time, points: [{ time, value }], out: new Set() }, source)
  }

  pushMany(list: readonly TestEvent[], source = OWN): ModelPane[] | string {
    if (source !== OWN) this.sources.of(source)
    if (list.some(({ value }) => Number.isNaN(value))) return 'TIDEMARK_INVALID_VALUE'
    const panes: ModelPane[] = []
    for (const event of list) {
      const some = this.push(event, source)
      if (typeof some === 'string') return some
      panes.push(...some)
    }
    return panes
  }

  absorb({ key, end, points }: ModelPane, source = OWN): ModelPane[] | string {
    return this.take(key, { time: end - 1, points, out: new Set() }, source)
  }

  advance(to: number, source?: string): ModelPane[] {
    if (source === undefined) return this.move(to)
    this.sources.advance(source, to)
    return this.move()
  }

  idle(source: string): ModelPane[] {
    const at = this.sources.of(source)
    if (at.is === 'active') at.is = 'idle'
    return this.move()
  }

  finish(source?: string): ModelPane[] {
    if (source === undefined) return this.move(Number.POSITIVE_INFINITY)
    this.sources.of(source).is = 'done'
    return this.move()
  }

  tick(now: number): ModelPane[] {
    if (this.config.outOfOrder === Number.POSITIVE_INFINITY) return []
    const ends = [...this.keys.values()].flatMap(events => this.live(events).map(({ end }) => end))
    this.sources.tick(now, Math.max(...ends) + this.config.lateness)
    return this.move()
  }

  stats(): StreamStats {
    const { window } = this.config
    const held = [...this.keys.values()].map(events =>
      window.kind === 'sliding'
        ? new Set(events.map(({ time }) => window.panes.startOf(time))).size
        : this.live(events).length,
    )
    const open = held.reduce((sum, n) => sum + n, 0)
    return { watermark: this.watermark, ...this.counts, ...this.marks, open, keys: this.keys.size }
  }

  /** A restored model is the model itself; broken ones differ. */
  restored(): StreamModel {
    return this
  }

  /** Takes one event, judged by the watermark before it. */
  take(name: string, event: AcceptedEvent, source: string): ModelPane[] | string {
    const { maxKeys, overflowKey, maxOpen, outOfOrder, clock, maxAhead } = this.config
    if (source !== OWN) this.sources.of(source)
    const known = [...this.keys.keys()].filter(one => one !== overflowKey)
    const full = ![...known, overflowKey].includes(name) && known.length >= maxKeys
    const key = full ? (overflowKey ?? name) : name
    const before = this.keys.get(key) ?? []
    const windows = this.windowsOf([...before, event]).filter(({ events }) => events.includes(event))
    const late = this.lateOf(windows)
    const accepted = windows.filter(window => !late.includes(window))
    if (accepted.length > 0) {
      if (full && overflowKey === undefined) return 'TIDEMARK_BACKPRESSURE'
      this.keys.set(key, [...before, event])
      if (this.stats().open > maxOpen) {
        if (before.length > 0) this.keys.set(key, before)
        else this.keys.delete(key)
        return 'TIDEMARK_BACKPRESSURE'
      }
    }
    if (late.length > 0)
      this.lateEvents.push({
        key: name,
        windows: late.map(({ start, end }) => ({ start, end })),
        lateBy: this.watermark - event.time,
        watermark: this.watermark,
      })
    this.count(windows.length, late.length)
    if (accepted.length > 0 && full) this.marks.overflowed++
    const own = this.corrected(key, before, accepted)
    const ahead = event.time > clock() + maxAhead
    if (ahead) this.marks.ahead++
    this.sources.observe(source, ahead ? Number.NEGATIVE_INFINITY : event.time - outOfOrder)
    return [...this.move(), ...own]
  }

  count(windows: number, late: number): void {
    this.counts.events++
    this.counts.latePairs += late
    if (windows === 0) this.marks.unassigned++
    else if (late === 0) this.counts.accepted++
    else if (late === windows) this.counts.late++
    else this.counts.partlyLate++
  }

  /** The panes of the event's windows, and of sessions that it merged. */
  corrected(key: string, before: readonly AcceptedEvent[], accepted: readonly ModelWindow[]): ModelPane[] {
    const after = this.live(this.keys.get(key) ?? [])
    const gone = this.live(before).filter(old => !after.some(now => now.start === old.start && now.end === old.end))
    const timingOf = ({ end }: Window) => (this.watermark >= end ? 'late' : 'early')
    const panes = gone.flatMap(window => this.retraction(key, window, timingOf(window)))
    const shown = accepted.filter(({ end }) => this.watermark >= end || this.config.emit === 'update')
    return [...panes, ...shown.flatMap(window => this.panes(key, window, timingOf(window)))]
  }

  /** Advances the watermark, closes windows, and frees those that can take no more events. */
  move(to = Number.NEGATIVE_INFINITY): ModelPane[] {
    const was = this.watermark
    this.watermark = Math.max(was, to, this.sources.combined())
    if (this.watermark === was) return []
    const closing = [...this.keys].flatMap(([key, events], seen) =>
      this.closing(events, was).map(window => ({ key, window, seen })),
    )
    closing.sort((a, b) => a.window.end - b.window.end || a.window.start - b.window.start || a.seen - b.seen)
    const panes = closing.flatMap(({ key, window }) => this.panes(key, window, 'onTime'))
    for (const [key, events] of this.keys) {
      const live = new Set(this.live(events).flatMap(window => window.events))
      const left = events.filter(event => live.has(event))
      if (left.length > 0) this.keys.set(key, left)
      else this.keys.delete(key)
    }
    return panes
  }

  closing(events: readonly AcceptedEvent[], was: number): ModelWindow[] {
    return this.windowsOf(events).filter(({ end }) => end > was && end <= this.watermark)
  }

  /** The windows of an event that it is too late for. */
  lateOf(windows: readonly ModelWindow[]): readonly ModelWindow[] {
    return windows.filter(window => this.isFreed(window))
  }

  isFreed({ end }: Window): boolean {
    return this.watermark >= end + this.config.lateness
  }

  live(events: readonly AcceptedEvent[]): ModelWindow[] {
    return this.windowsOf(events).filter(window => !this.isFreed(window))
  }

  /** All windows of some events, ascending by start. */
  windowsOf(events: readonly AcceptedEvent[]): ModelWindow[] {
    const { window } = this.config
    if (window.kind === 'session') return this.sessionsOf(events)
    const found = new Map<number, Window & { readonly events: AcceptedEvent[] }>()
    for (const event of events)
      for (const { start, end } of window.windowsOf(event.time)) {
        const same = found.get(start)
        if (same) same.events.push(event)
        else found.set(start, { start, end, events: [event] })
      }
    return [...found.values()].sort((a, b) => a.start - b.start)
  }

  sessionsOf(events: readonly AcceptedEvent[]): ModelWindow[] {
    const found: { start: number; end: number; events: AcceptedEvent[] }[] = []
    for (const event of [...events].sort((a, b) => a.time - b.time)) {
      const [{ start, end }] = this.config.window.windowsOf(event.time)
      const last = found.at(-1)
      if (last && this.overlap(last, start)) {
        last.end = end
        last.events.push(event)
      } else found.push({ start, end, events: [event] })
    }
    return found
  }

  /** Whether a session continues at a time that is not before its start. */
  overlap({ end }: Window, start: number): boolean {
    return start < end
  }

  /** The pane of a window: in mode `delta` only the events that no earlier pane held. */
  panes(key: string, window: ModelWindow, timing: Timing): ModelPane[] {
    const { mode, window: windower } = this.config
    const retracted = this.retraction(key, window, timing)
    const { start, end, events } = window
    const note = this.noteOf(key, window)
    const place = windower.kind === 'session' ? 0 : start
    const shown = mode === 'delta' ? events.filter(({ out }) => !out.has(place)) : events
    for (const { out } of shown) out.add(place)
    const points = shown.flatMap(event => event.points)
    const times = events.map(({ time }) => time)
    note.last = {
      ...{ key, start, end, value: fold(points), timing, kind: 'result', index: note.panes++ },
      ...{ firstTime: Math.min(...times), lastTime: Math.max(...times), points },
    }
    return [...retracted, note.last]
  }

  /** In mode `retracting`, a window's last result again. */
  retraction(key: string, window: Window, timing: Timing): ModelPane[] {
    const note = this.noteOf(key, window)
    if (this.config.mode !== 'retracting' || !note.last) return []
    return [{ ...note.last, timing, kind: 'retraction', index: note.panes++ }]
  }

  noteOf(key: string, window: Window): Note {
    const name = nameOf(key, window)
    const note = this.notes.get(name) ?? { panes: 0, last: undefined }
    this.notes.set(name, note)
    return note
  }
}

function nameOf(key: string, { start, end }: Window): string {
  return JSON.stringify([key, start, end])
}
