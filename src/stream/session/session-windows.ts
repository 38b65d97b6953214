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
import { KeySessions, type OpenSession } from './open-session'

/** Windows that grow with the events of a key: a gap wide, and joined where they overlap. */
export class SessionWindows implements WindowOperator {
  open = 0
  broken = false
  readonly #gap: number
  readonly #settings: StreamSettings
  readonly #pool: RowPool
  readonly #emitter: PaneBuilder
  readonly #counters: StreamCounters
  readonly #keys: KeyTable<KeySessions>
  readonly #agenda = new TimerQueue()
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
    this.#emitter = emitter
    this.#counters = counters
    this.#keys = new KeyTable((key, rank) => new KeySessions(key, rank), settings)
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
    this.#delta = settings.mode === 'delta'
  }

  get keys(): number {
    return this.#keys.size
  }

  get due(): number {
    return this.#agenda.least
  }

  get lastDue(): number {
    let end = Number.NEGATIVE_INFINITY
    for (const { last } of this.#keys) end = Math.max(end, last!.end)
    return end + this.#settings.lateness
  }

  knows(key: string): boolean {
    return this.#keys.get(key) !== undefined
  }

  holds(key: string, time: number): boolean {
    const lane = this.#keys.get(key)
    const sitting = lane?.sittings[lane.indexAfter(time)]
    return sitting !== undefined && time >= sitting.start
  }

  put(arrival: EventRecord, watermark: number, out: Pane[]): void {
    const lane = this.#keys.get(arrival.key)
    const { time } = arrival
    const sitting = lane?.last
    if (!sitting || sitting.isFinal || this.#update || !(time >= sitting.start && time < sitting.end)) {
      this.#place(arrival, lane, watermark, out)
      return
    }
    // The last session of the key goes on, and is not final: nothing comes of it yet.
    this.broken = true
    this.#pool.put(sitting.row, arrival)
    sitting.end = Math.max(sitting.end, time + this.#gap)
    this.broken = false
    this.#counters.events++
    this.#counters.accepted++
  }

  close(watermark: number, out: Pane[]): void {
    this.broken = true
    const { lateness } = this.#settings
    const closing: OpenSession[] = []
    const gone: OpenSession[] = []
    for (let sitting = this.#agenda.next(watermark); sitting; sitting = this.#agenda.next(watermark)) {
      const next = sitting.isFinal ? sitting.end + lateness : sitting.end
      if (next > watermark) this.#lookAt(sitting, next)
      else (sitting.isFinal ? gone : closing).push(sitting)
    }
    closing.sort((a, b) => a.end - b.end || a.start - b.start || a.lane.rank - b.lane.rank)
    for (const sitting of closing) {
      if (this.#retracting && sitting.panes > 0) out.push(this.#pane('retraction', 'onTime', sitting))
      out.push(this.#pane('result', 'onTime', sitting))
      sitting.isFinal = true
      if (sitting.end + lateness <= watermark) gone.push(sitting)
      else this.#lookAt(sitting, sitting.end + lateness)
    }
    for (const sitting of gone) this.#free(sitting)
    this.broken = false
  }

  save(writer: ByteWriter): void {
    writer.number(this.#keys.size)
    for (const { key, sittings, from, length } of this.#keys) {
      writer.text(key)
      writer.number(length)
      for (const { start, end, row, panes, isFinal } of sittings.slice(from)) {
        writer.number(start)
        writer.number(end)
        writer.number(panes)
        writer.number(isFinal ? 1 : 0)
        this.#pool.save(row, this.#emitter.codec, writer)
      }
    }
  }

  restore(reader: ByteReader): void {
    for (let keys = reader.count(16); keys > 0; keys--) {
      const lane = this.#keys.restore(reader)
      for (let left = reader.count(48), from = Number.NEGATIVE_INFINITY; left > 0; left--) {
        const [start, end, panes] = [reader.time(), reader.time(), reader.whole()]
        const isFinal = reader.flag() === 1
        const holds = isInstant(start) && isInstant(end - this.#gap)
        if (!holds || start < from || end < start + this.#gap)
          reader.damaged(`no session from ${start} to ${end} can be here`)
        const row = this.#pool.restore(this.#emitter.codec, reader)
        const sitting: OpenSession = { lane, start, end, row, panes, isFinal, due: end }
        lane.sittings.push(sitting)
        this.#lookAt(sitting, isFinal ? end + this.#settings.lateness : end)
        this.open++
        from = end
      }
    }
  }

  #place(arrival: EventRecord, known: KeySessions | undefined, watermark: number, out: Pane[]): void {
    const { time, key } = arrival
    const counters = this.#counters
    const proto = time + this.#gap
    // A key that is not known yet may count into the overflow key, and then joins the sessions of that.
    const as = known ? key : this.#keys.redirected(key)
    const lane = known ?? this.#keys.get(as)
    const low = lane ? lane.indexAfter(time) : 0
    let high = low
    while (lane && high < lane.sittings.length && lane.sittings[high].start < proto) high++
    if (low === high) {
      if (proto + this.#settings.lateness <= watermark) {
        reportLate(this.#settings, arrival, watermark, () => [{ start: time, end: proto }])
        counters.events++
        counters.late++
        counters.latePairs++
        return
      }
      if (!lane) this.#keys.admit(as)
      if (this.open >= this.#settings.maxOpen) throw atCapacity(this.#settings)
    }
    this.broken = true
    counters.events++
    counters.accepted++
    if (as !== key) counters.overflowed++
    if (low === high) this.#begin(lane ?? this.#keys.add(as), low, arrival, watermark, out)
    else this.#join(lane!, low, high, arrival, watermark, out)
    this.broken = false
  }

  /** A session of one event. */
  #begin(lane: KeySessions, at: number, arrival: EventRecord, watermark: number, out: Pane[]): void {
    const { time } = arrival
    const end = time + this.#gap
    const sitting: OpenSession = { lane, start: time, end, row: this.#pool.take(), panes: 0, isFinal: false, due: end }
    lane.insert(at, sitting)
    this.open++
    this.#pool.put(sitting.row, arrival)
    sitting.isFinal = end <= watermark
    this.#lookAt(sitting, sitting.isFinal ? end + this.#settings.lateness : end)
    this.#tell(sitting, out)
  }

  /** Joins sessions [low, high) of a lane and an event that overlaps them all into one. */
  #join(lane: KeySessions, low: number, high: number, arrival: EventRecord, watermark: number, out: Pane[]): void {
    const { sittings } = lane
    const sitting = sittings[low]
    const start = Math.min(sitting.start, arrival.time)
    const end = Math.max(sittings[high - 1].end, arrival.time + this.#gap)
    const isSame = high - low === 1 && start === sitting.start && end === sitting.end
    const isFinal = end <= watermark
    // What keeps its bounds is taken back when something else takes its place, and only then.
    if (this.#retracting && (!isSame || isFinal || this.#update))
      for (let k = low; k < high; k++)
        if (sittings[k].panes > 0)
          out.push(this.#pane('retraction', sittings[k].isFinal ? 'late' : 'early', sittings[k]))
    for (let k = low + 1; k < high; k++) {
      this.#pool.merge(sitting.row, sittings[k].row)
      this.#drop(sittings[k])
    }
    sittings.splice(low + 1, high - low - 1)
    this.#pool.put(sitting.row, arrival)
    sitting.start = start
    sitting.end = end
    if (!isSame) sitting.panes = 0
    if (sitting.isFinal && !isFinal) this.#lookAt(sitting, end)
    sitting.isFinal = isFinal
    this.#tell(sitting, out)
  }

  /** The pane that an event lets out of the session that it was put into. */
  #tell(sitting: OpenSession, out: Pane[]): void {
    if (sitting.isFinal) out.push(this.#pane('result', 'late', sitting))
    else if (this.#update) out.push(this.#pane('result', 'early', sitting))
  }

  #pane(kind: Pane['kind'], timing: Timing, sitting: OpenSession): Pane {
    const { lane, start, end, row } = sitting
    const { first, last } = this.#pool
    const pane = this.#emitter.pane(kind, timing, sitting.panes++, lane.key, start, end, first[row], last[row], row)
    // In mode delta a row holds what was not told yet; its times stay.
    if (this.#delta) this.#pool.frame.reset(row)
    return pane
  }

  #lookAt(sitting: OpenSession, due: number): void {
    this.#agenda.note(sitting, due, this.open, this.#keys)
  }

  #free(sitting: OpenSession): void {
    const { lane } = sitting
    this.#drop(sitting)
    lane.shift()
    if (lane.length === 0) this.#keys.delete(lane.key)
  }

  #drop(sitting: OpenSession): void {
    this.#pool.give(sitting.row)
    sitting.row = NO_SLOT
    this.open--
  }
}
