import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import { isInstant } from '../../time/instant'
import type { Session } from '../../window/windower'
import type { EventRecord } from '../input/event'
import { reportLate } from '../input/report-late'
import type { Pane, Timing } from '../pane'
import type { PaneBuilder } from '../pane-builder'
import type { StreamSettings } from '../settings'
import { NO_SLOT } from '../sliced/key-slices'
import { atCapacity } from '../state/capacity'
import { KeyTable } from '../state/key-table'
import type { RowPool } from '../state/row-pool'
import { TimerQueue } from '../state/timers'
import type { StreamCounters } from '../stats'
import type { WindowOperator } from '../window-operator'
import { KeySessions, type OpenSession, sessionOf } from './open-session'

/** Windows that grow with the events of a key: a gap wide, and joined where they overlap. */
export class SessionWindows implements WindowOperator {
  open = 0
  broken = false
  readonly #gap: number
  readonly #settings: StreamSettings
  readonly #pool: RowPool
  readonly #builder: PaneBuilder
  readonly #counters: StreamCounters
  readonly #keys: KeyTable<KeySessions>
  readonly #timers = new TimerQueue()
  readonly #update: boolean
  readonly #retracting: boolean
  readonly #delta: boolean

  constructor(
    { gap }: Session,
    settings: StreamSettings,
    pool: RowPool,
    emitter: PaneBuilder,
    counters: StreamCounters,
  ) {
    this.#gap = gap
    this.#settings = settings
    this.#pool = pool
    this.#builder = emitter
    this.#counters = counters
    this.#keys = new KeyTable((key, rank) => new KeySessions(key, rank), settings)
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
    this.#delta = settings.mode === 'delta'
  }

  get keys(): number {
    return this.#keys.size
  }

  get nextTimer(): number {
    return this.#timers.least
  }

  get lastTimer(): number {
    let end = Number.NEGATIVE_INFINITY
    for (const { last } of this.#keys) end = Math.max(end, last!.end)
    return end + this.#settings.lateness
  }

  knows(key: string): boolean {
    return this.#keys.get(key) !== undefined
  }

  holds(key: string, time: number): boolean {
    const ofKey = this.#keys.get(key)
    const session = ofKey?.sessions[ofKey.indexAfter(time)]
    return session !== undefined && time >= session.start
  }

  add(record: EventRecord, watermark: number, out: Pane[]): void {
    const ofKey = this.#keys.get(record.key)
    const { time } = record
    const session = ofKey?.last
    if (!session || session.isFinal || this.#update || !(time >= session.start && time < session.end)) {
      this.#place(record, ofKey, watermark, out)
      return
    }
    // The last session of the key goes on, and is not final: nothing comes of it yet.
    this.broken = true
    this.#pool.add(session.row, record)
    session.end = Math.max(session.end, time + this.#gap)
    this.broken = false
    this.#counters.events++
    this.#counters.accepted++
  }

  advance(watermark: number, out: Pane[]): void {
    this.broken = true
    const { lateness } = this.#settings
    const closing: OpenSession[] = []
    const gone: OpenSession[] = []
    for (let session = this.#timers.popDue(watermark); session; session = this.#timers.popDue(watermark)) {
      const next = session.isFinal ? session.end + lateness : session.end
      if (next > watermark) this.#schedule(session, next)
      else (session.isFinal ? gone : closing).push(session)
    }
    closing.sort((a, b) => a.end - b.end || a.start - b.start || a.key.rank - b.key.rank)
    for (const session of closing) {
      if (this.#retracting && session.panes > 0) out.push(this.#pane('retraction', 'onTime', session))
      out.push(this.#pane('result', 'onTime', session))
      session.isFinal = true
      if (session.end + lateness <= watermark) gone.push(session)
      else this.#schedule(session, session.end + lateness)
    }
    for (const session of gone) this.#free(session)
    this.broken = false
  }

  save(writer: ByteWriter): void {
    writer.number(this.#keys.size)
    for (const { key, sessions, from, length } of this.#keys) {
      writer.text(key)
      writer.number(length)
      for (const { start, end, row, panes, isFinal } of sessions.slice(from)) {
        writer.number(start)
        writer.number(end)
        writer.number(panes)
        writer.number(isFinal ? 1 : 0)
        this.#pool.save(row, this.#builder.codec, writer)
      }
    }
  }

  restore(reader: ByteReader): void {
    for (let keys = reader.count(16); keys > 0; keys--) {
      const ofKey = this.#keys.restore(reader)
      for (let left = reader.count(48), from = Number.NEGATIVE_INFINITY; left > 0; left--) {
        const [start, end, panes] = [reader.time(), reader.time(), reader.whole()]
        const isFinal = reader.flag() === 1
        const holds = isInstant(start) && isInstant(end - this.#gap)
        if (!holds || start < from || end < start + this.#gap)
          reader.damaged(`no session from ${start} to ${end} can be here`)
        const row = this.#pool.restore(this.#builder.codec, reader)
        const session: OpenSession = { key: ofKey, start, end, row, panes, isFinal, timer: end }
        ofKey.sessions.push(session)
        this.#schedule(session, isFinal ? end + this.#settings.lateness : end)
        this.open++
        from = end
      }
    }
  }

  #place(record: EventRecord, known: KeySessions | undefined, watermark: number, out: Pane[]): void {
    const { time, key } = record
    const counters = this.#counters
    const proto = time + this.#gap
    // A key that is not known yet may count into the overflow key, and then joins the sessions of that.
    const as = known ? key : this.#keys.redirected(key)
    const ofKey = known ?? this.#keys.get(as)
    const low = ofKey ? ofKey.indexAfter(time) : 0
    let high = low
    while (ofKey && high < ofKey.sessions.length && ofKey.sessions[high].start < proto) high++
    if (low === high) {
      if (proto + this.#settings.lateness <= watermark) {
        reportLate(this.#settings, record, watermark, () => [{ start: time, end: proto }])
        counters.events++
        counters.late++
        counters.latePairs++
        return
      }
      if (!ofKey) this.#keys.admit(as)
      if (this.open >= this.#settings.maxOpen) throw atCapacity(this.#settings)
    }
    this.broken = true
    counters.events++
    counters.accepted++
    if (as !== key) counters.overflowed++
    if (low === high) this.#begin(ofKey ?? this.#keys.add(as), low, record, watermark, out)
    else this.#join(ofKey!, low, high, record, watermark, out)
    this.broken = false
  }

  /** A session of one event. */
  #begin(ofKey: KeySessions, at: number, record: EventRecord, watermark: number, out: Pane[]): void {
    const { time } = record
    const end = time + this.#gap
    const session = sessionOf(ofKey, time, end, this.#pool.acquire())
    ofKey.insert(at, session)
    this.open++
    this.#pool.add(session.row, record)
    session.isFinal = end <= watermark
    this.#schedule(session, session.isFinal ? end + this.#settings.lateness : end)
    this.#emit(session, out)
  }

  /** Joins sessions [low, high) of a key and an event that overlaps them all into one. */
  #join(ofKey: KeySessions, low: number, high: number, record: EventRecord, watermark: number, out: Pane[]): void {
    const { sessions } = ofKey
    const session = sessions[low]
    const start = Math.min(session.start, record.time)
    const end = Math.max(sessions[high - 1].end, record.time + this.#gap)
    const isSame = high - low === 1 && start === session.start && end === session.end
    const isFinal = end <= watermark
    // What keeps its bounds is taken back when something else takes its place, and only then.
    if (this.#retracting && (!isSame || isFinal || this.#update))
      for (let k = low; k < high; k++)
        if (sessions[k].panes > 0)
          out.push(this.#pane('retraction', sessions[k].isFinal ? 'late' : 'early', sessions[k]))
    for (let k = low + 1; k < high; k++) {
      this.#pool.merge(session.row, sessions[k].row)
      this.#drop(sessions[k])
    }
    sessions.splice(low + 1, high - low - 1)
    this.#pool.add(session.row, record)
    session.start = start
    session.end = end
    if (!isSame) session.panes = 0
    if (session.isFinal && !isFinal) this.#schedule(session, end)
    session.isFinal = isFinal
    this.#emit(session, out)
  }

  /** The pane that an event lets out of the session that it was put into. */
  #emit(session: OpenSession, out: Pane[]): void {
    if (session.isFinal) out.push(this.#pane('result', 'late', session))
    else if (this.#update) out.push(this.#pane('result', 'early', session))
  }

  #pane(kind: Pane['kind'], timing: Timing, session: OpenSession): Pane {
    const { key, start, end, row } = session
    const { first, last } = this.#pool
    const pane = this.#builder.build(kind, timing, session.panes++, key.key, start, end, first[row], last[row], row)
    // In mode delta a row holds what was not told yet; its times stay.
    if (this.#delta) this.#pool.frame.reset(row)
    return pane
  }

  #schedule(session: OpenSession, due: number): void {
    this.#timers.schedule(session, due, this.open, this.#keys)
  }

  #free(session: OpenSession): void {
    const { key: ofKey } = session
    this.#drop(session)
    ofKey.shift()
    if (ofKey.length === 0) this.#keys.delete(ofKey.key)
  }

  #drop(session: OpenSession): void {
    this.#pool.release(session.row)
    session.row = NO_SLOT
    this.open--
  }
}
