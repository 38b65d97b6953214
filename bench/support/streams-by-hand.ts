import { BEGIN, type Event, OUT_OF_ORDER } from './events'

/** The result of a window of a key. */
export interface Out {
  readonly key: string
  readonly start: number
  readonly end: number
  readonly value: number
}

/** A stream written by hand for one question. */
export type ByHand = { run(events: readonly Event[]): Out[] }

/** A sum for each window of each key: an event is counted into every window that it is in. */
export class Buckets implements ByHand {
  readonly #size: number
  readonly #every: number
  readonly #windows = new Map<number, Map<string, { sum: number }>>()
  #latest = Number.NEGATIVE_INFINITY
  #end: number

  /** The first window to close ends after `from`. */
  constructor(size: number, every: number, from = BEGIN) {
    this.#size = size
    this.#every = every
    this.#end = from + every
  }

  /** The open windows after a history shorter than a window, in order, without counting it into each window. */
  static after(history: readonly Event[], size: number, every: number): Buckets {
    const buckets = new Buckets(size, every)
    const sums = new Map<string, number>()
    let h = history.length
    for (let start = BEGIN - every; start > BEGIN - size; start -= every) {
      for (; h > 0 && history[h - 1].at >= start; h--) {
        const { key, value } = history[h - 1]
        sums.set(key, (sums.get(key) ?? 0) + value)
      }
      const keys = buckets.#keysOf(start)
      for (const [key, sum] of sums) keys.set(key, { sum })
    }
    return buckets
  }

  run(events: readonly Event[]): Out[] {
    const out: Out[] = []
    for (const { at, key, value } of events) {
      if (at > this.#latest) {
        this.#latest = at
        this.advance(at - OUT_OF_ORDER, out)
      }
      const before = Math.max(at, this.#end - 1) - this.#size
      for (let start = Math.floor(at / this.#every) * this.#every; start > before; start -= this.#every) {
        const keys = this.#keysOf(start)
        const row = keys.get(key)
        if (row) row.sum += value
        else keys.set(key, { sum: value })
      }
    }
    return out
  }

  advance(watermark: number, out: Out[]): void {
    while (watermark >= this.#end) this.#close(out)
  }

  #keysOf(start: number): Map<string, { sum: number }> {
    const found = this.#windows.get(start)
    if (found) return found
    const keys = new Map<string, { sum: number }>()
    this.#windows.set(start, keys)
    return keys
  }

  #close(out: Out[]): void {
    const end = this.#end
    const start = end - this.#size
    for (const [key, { sum }] of this.#windows.get(start) ?? []) out.push({ key, start, end, value: sum })
    this.#windows.delete(start)
    this.#end += this.#every
  }
}

/** Fixed windows longer than events are late: for each key the window that closes next and the one after it. */
export class TwoWindows implements ByHand {
  readonly #size: number
  readonly #keys = new Map<string, { count: number; sum: number; nextCount: number; nextSum: number }>()
  #latest = Number.NEGATIVE_INFINITY
  #end: number

  constructor(size: number) {
    this.#size = size
    this.#end = BEGIN + size
  }

  run(events: readonly Event[]): Out[] {
    const out: Out[] = []
    for (const { at, key, value } of events) {
      if (at > this.#latest) {
        this.#latest = at
        while (at - OUT_OF_ORDER >= this.#end) this.#close(out)
      }
      if (at < this.#end - this.#size) continue
      let row = this.#keys.get(key)
      if (!row) {
        row = { count: 0, sum: 0, nextCount: 0, nextSum: 0 }
        this.#keys.set(key, row)
      }
      if (at < this.#end) {
        row.count++
        row.sum += value
      } else {
        row.nextCount++
        row.nextSum += value
      }
    }
    return out
  }

  #close(out: Out[]): void {
    const end = this.#end
    for (const [key, row] of this.#keys) {
      if (row.count > 0) out.push({ key, start: end - this.#size, end, value: row.sum })
      row.count = row.nextCount
      row.sum = row.nextSum
      row.nextCount = 0
      row.nextSum = 0
    }
    this.#end += this.#size
  }
}

/** Sliding sums of keys that never fall silent: a ring of panes for each key, and the sum of those in the window. */
export class Rings implements ByHand {
  readonly #size: number
  readonly #every: number
  readonly #length: number
  readonly #keys = new Map<string, { readonly panes: Float64Array; sum: number }>()
  #latest = Number.NEGATIVE_INFINITY
  #end: number

  constructor(size: number, every: number, from: number) {
    this.#size = size
    this.#every = every
    this.#length = size / every + OUT_OF_ORDER / every + 2
    this.#end = from + every
  }

  run(events: readonly Event[]): Out[] {
    const out: Out[] = []
    for (const { at, key, value } of events) {
      if (at > this.#latest) {
        this.#latest = at
        this.advance(at - OUT_OF_ORDER, out)
      }
      if (at < this.#end - this.#every) continue
      let ring = this.#keys.get(key)
      if (!ring) {
        ring = { panes: new Float64Array(this.#length), sum: 0 }
        this.#keys.set(key, ring)
      }
      ring.panes[Math.floor(at / this.#every) % this.#length] += value
    }
    return out
  }

  advance(watermark: number, out: Out[]): void {
    while (watermark >= this.#end) {
      const end = this.#end
      const start = end - this.#size
      const enters = (end / this.#every - 1) % this.#length
      const leaves = (start / this.#every) % this.#length
      for (const [key, ring] of this.#keys) {
        ring.sum += ring.panes[enters]
        out.push({ key, start, end, value: ring.sum })
        ring.sum -= ring.panes[leaves]
        ring.panes[leaves] = 0
      }
      this.#end += this.#every
    }
  }
}

interface OpenSession {
  start: number
  end: number
  sum: number
}

/** Sessions: the open ones of each key, seldom more than the last; a closed one is emitted with the key's next event, or once per gap. */
export class LastSessions implements ByHand {
  readonly #gap: number
  readonly #keys = new Map<string, OpenSession[]>()
  #latest = Number.NEGATIVE_INFINITY
  #swept = BEGIN

  constructor(gap: number) {
    this.#gap = gap
  }

  run(events: readonly Event[]): Out[] {
    const out: Out[] = []
    for (const { at, key, value } of events) {
      if (at > this.#latest) {
        this.#latest = at
        if (at >= this.#swept + this.#gap) this.sweep(out)
      }
      const sessions = this.#keys.get(key)
      if (sessions) this.#add(sessions, key, at, value, out)
      else this.#keys.set(key, [{ start: at, end: at + this.#gap, sum: value }])
    }
    this.sweep(out)
    return out
  }

  sweep(out: Out[]): void {
    this.#swept = this.#latest
    for (const [key, sessions] of this.#keys) {
      this.#close(sessions, key, out)
      if (sessions.length === 0) this.#keys.delete(key)
    }
  }

  #add(sessions: OpenSession[], key: string, at: number, value: number, out: Out[]): void {
    let s = sessions.length - 1
    while (s >= 0 && sessions[s].start >= at + this.#gap) s--
    const session = sessions[s]
    if (!session || at >= session.end) {
      sessions.splice(s + 1, 0, { start: at, end: at + this.#gap, sum: value })
      this.#close(sessions, key, out)
      return
    }
    session.sum += value
    session.start = Math.min(session.start, at)
    session.end = Math.max(session.end, at + this.#gap)
    const before = sessions[s - 1]
    if (!before || before.end <= session.start) return
    session.start = before.start
    session.sum += before.sum
    sessions.splice(s - 1, 1)
  }

  #close(sessions: OpenSession[], key: string, out: Out[]): void {
    while (sessions.length > 0 && sessions[0].end <= this.#latest - OUT_OF_ORDER) {
      const { start, end, sum } = sessions.shift()!
      out.push({ key, start, end, value: sum })
    }
  }
}
