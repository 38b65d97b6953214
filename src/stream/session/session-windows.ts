import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import { isInstant } from '../../time/instant'
import type { Session } from '../../window/windower'
import { type EventRecord, reportLate } from '../input/event'
import type { Pane, Timing } from '../pane'
import type { PaneBuilder } from '../pane-builder'
import type { StreamSettings } from '../settings'
import { capacityError } from '../state/capacity'
import { KeyTable } from '../state/key-table'
import { NO_POOL_ROW, type RowPool } from '../state/row-pool'
import { TimerQueue } from '../state/timers'
import type { StreamCounters } from '../stats'
import type { WindowOperator } from '../window-operator'
import { createSession, KeySessions, type OpenSession } from './open-session'

/** Session windows: each event opens a proto-session as long as the gap, and sessions of a key that overlap are merged. */
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
    builder: PaneBuilder,
    counters: StreamCounters,
  ) {
    this.#gap = gap
    this.#settings = settings
    this.#pool = pool
    this.#builder = builder
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
    return this.#timers.min
  }

  get lastTimer(): number {
    let end = Number.NEGATIVE_INFINITY
    for (const { last } of this.#keys) end = Math.max(end, last!.end)
    return end + this.#settings.lateness
  }

  hasKey(key: string): boolean {
    return this.#keys.get(key) !== undefined
  }

  hasState(key: string, time: number): boolean {
    const keySessions = this.#keys.get(key)
    const session = keySessions?.sessions[keySessions.indexAfter(time)]
    return session !== undefined && time >= session.start
  }

  add(record: EventRecord, watermark: number, out: Pane[]): void {
    const keySessions = this.#keys.get(record.key)
    const { time } = record
    const session = keySessions?.last
    if (!session || session.isFinal || this.#update || !(time >= session.start && time < session.end)) {
      this.#assign(record, keySessions, watermark, out)
      return
    }
    // The fast path: the event is in the key's last session, which is not final, so it emits nothing.
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
    const expired: OpenSession[] = []
    for (let session = this.#timers.popDue(watermark); session; session = this.#timers.popDue(watermark)) {
      const next = session.isFinal ? session.end + lateness : session.end
      if (next > watermark) this.#schedule(session, next)
      else (session.isFinal ? expired : closing).push(session)
    }
    closing.sort((a, b) => a.end - b.end || a.start - b.start || a.key.rank - b.key.rank)
    for (const session of closing) {
      if (this.#retracting && session.paneCount > 0) out.push(this.#pane('retraction', 'onTime', session))
      out.push(this.#pane('result', 'onTime', session))
      session.isFinal = true
      if (session.end + lateness <= watermark) expired.push(session)
      else this.#schedule(session, session.end + lateness)
    }
    for (const session of expired) this.#free(session)
    this.broken = false
  }

  save(writer: ByteWriter): void {
    writer.number(this.#keys.size)
    for (const { key, sessions, head, length } of this.#keys) {
      writer.text(key)
      writer.number(length)
      for (const { start, end, row, paneCount, isFinal } of sessions.slice(head)) {
        writer.number(start)
        writer.number(end)
        writer.number(paneCount)
        writer.number(isFinal ? 1 : 0)
        this.#pool.save(row, this.#builder.codec, writer)
      }
    }
  }

  restore(reader: ByteReader): void {
    for (let keys = reader.count(16); keys > 0; keys--) {
      const keySessions = this.#keys.restore(reader)
      for (let sessions = reader.count(48), previousEnd = Number.NEGATIVE_INFINITY; sessions > 0; sessions--) {
        const [start, end, paneCount] = [reader.time(), reader.time(), reader.whole()]
        const isFinal = reader.flag() === 1
        const isInRange = isInstant(start) && isInstant(end - this.#gap)
        if (!isInRange || start < previousEnd || end < start + this.#gap)
          reader.damaged(`a session from ${start} to ${end} is not possible after one that ends at ${previousEnd}`)
        const row = this.#pool.restore(this.#builder.codec, reader)
        const session: OpenSession = { key: keySessions, start, end, row, paneCount, isFinal, timer: end }
        keySessions.sessions.push(session)
        this.#schedule(session, isFinal ? end + this.#settings.lateness : end)
        this.open++
        previousEnd = end
      }
    }
  }

  #assign(record: EventRecord, known: KeySessions | undefined, watermark: number, out: Pane[]): void {
    const { time, key } = record
    const counters = this.#counters
    const protoEnd = time + this.#gap
    // A new key may count into the overflow key, and its event then merges with the sessions of that key.
    const resolved = known ? key : this.#keys.resolve(key)
    const keySessions = known ?? this.#keys.get(resolved)
    const low = keySessions ? keySessions.indexAfter(time) : 0
    let high = low
    while (keySessions && high < keySessions.sessions.length && keySessions.sessions[high].start < protoEnd) high++
    if (low === high) {
      if (protoEnd + this.#settings.lateness <= watermark) {
        reportLate(this.#settings, record, watermark, () => [{ start: time, end: protoEnd }])
        counters.events++
        counters.late++
        counters.latePairs++
        return
      }
      if (!keySessions) this.#keys.checkCapacityFor(resolved)
      if (this.open >= this.#settings.maxOpen) throw capacityError(this.#settings)
    }
    this.broken = true
    counters.events++
    counters.accepted++
    if (resolved !== key) counters.overflowed++
    if (low === high) this.#create(keySessions ?? this.#keys.add(resolved), low, record, watermark, out)
    else this.#merge(keySessions!.sessions, low, high, record, watermark, out)
    this.broken = false
  }

  /** Creates a session with one event. */
  #create(keySessions: KeySessions, index: number, record: EventRecord, watermark: number, out: Pane[]): void {
    const end = record.time + this.#gap
    const session = createSession(keySessions, record.time, end, this.#pool.acquire())
    keySessions.insert(index, session)
    this.open++
    this.#pool.add(session.row, record)
    session.isFinal = end <= watermark
    this.#schedule(session, session.isFinal ? end + this.#settings.lateness : end)
    this.#emit(session, out)
  }

  /** Merges the sessions [from, to) of a key and an event that overlaps each of them into one session. */
  #merge(sessions: OpenSession[], from: number, to: number, record: EventRecord, watermark: number, out: Pane[]): void {
    const session = sessions[from]
    const start = Math.min(session.start, record.time)
    const end = Math.max(sessions[to - 1].end, record.time + this.#gap)
    const hasSameBounds = to - from === 1 && start === session.start && end === session.end
    const isFinal = end <= watermark
    // A session that keeps its bounds needs a retraction only if a new pane follows now.
    if (this.#retracting && (!hasSameBounds || isFinal || this.#update))
      for (let k = from; k < to; k++)
        if (sessions[k].paneCount > 0)
          out.push(this.#pane('retraction', sessions[k].isFinal ? 'late' : 'early', sessions[k]))
    for (let k = from + 1; k < to; k++) {
      this.#pool.merge(session.row, sessions[k].row)
      this.#release(sessions[k])
    }
    sessions.splice(from + 1, to - from - 1)
    this.#pool.add(session.row, record)
    session.start = start
    session.end = end
    if (!hasSameBounds) session.paneCount = 0
    if (session.isFinal && !isFinal) this.#schedule(session, end)
    session.isFinal = isFinal
    this.#emit(session, out)
  }

  /** Emits the pane that an event causes in its session: a late correction, or an update. */
  #emit(session: OpenSession, out: Pane[]): void {
    if (session.isFinal) out.push(this.#pane('result', 'late', session))
    else if (this.#update) out.push(this.#pane('result', 'early', session))
  }

  #pane(kind: Pane['kind'], timing: Timing, session: OpenSession): Pane {
    const { key, start, end, row } = session
    const { first, last } = this.#pool
    const pane = this.#builder.build(kind, timing, session.paneCount++, key.key, start, end, first[row], last[row], row)
    // In mode delta, a row holds only what no pane has emitted yet. Its times stay.
    if (this.#delta) this.#pool.frame.reset(row)
    return pane
  }

  #schedule(session: OpenSession, timer: number): void {
    this.#timers.schedule(session, timer, this.open, this.#keys)
  }

  #free(session: OpenSession): void {
    const { key } = session
    this.#release(session)
    key.dropFreed()
    if (key.length === 0) this.#keys.delete(key.key)
  }

  #release(session: OpenSession): void {
    this.#pool.release(session.row)
    session.row = NO_POOL_ROW
    this.open--
  }
}
