/** One source: its watermark, and whether the operator waits for it. */
interface SourceModel {
  watermark: number
  is: 'active' | 'idle' | 'done'
  heard: boolean
}

/** The watermark of each source, and the combined one. */
export class SourcesModel {
  readonly #all = new Map<string, SourceModel>()
  #ticked: number | undefined

  /** The source of a name, added if it is new: it holds the watermark back until it has one. */
  of(name: string): SourceModel {
    const found = this.#all.get(name) ?? { watermark: Number.NEGATIVE_INFINITY, is: 'active', heard: false }
    this.#all.set(name, found)
    return found
  }

  /** Receives a watermark, which never goes back. */
  advance(name: string, watermark: number): void {
    const source = this.of(name)
    source.heard = true
    source.watermark = Math.max(source.watermark, watermark)
  }

  /** Receives an event: the source is active again. */
  observe(name: string, watermark: number): void {
    this.advance(name, watermark)
    const source = this.of(name)
    if (source.is === 'idle') source.is = 'active'
  }

  /** The minimum of the active sources; if none is active, the maximum of the idle ones; if all are done, Infinity. */
  combined(): number {
    const watermarks = (is: SourceModel['is']) =>
      [...this.#all.values()].filter(source => source.is === is).map(({ watermark }) => watermark)
    const active = watermarks('active')
    const idle = watermarks('idle')
    if (active.length > 0) return Math.min(...active)
    if (idle.length > 0) return Math.max(...idle)
    return this.#all.size > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  /** Advances sources without events since the last tick by the wall clock, up to `limit`. A clock that was set back starts anew. */
  tick(now: number, limit: number): void {
    const by = Math.max(0, now - (this.#ticked ?? now))
    this.#ticked = now
    for (const source of this.#all.values()) {
      if (!source.heard) source.watermark = Math.max(source.watermark, Math.min(source.watermark + by, limit))
      source.heard = false
    }
  }
}
