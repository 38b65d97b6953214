/** One source: how far it has come, and whether the operator waits for it. */
interface SourceModel {
  watermark: number
  is: 'active' | 'idle' | 'done'
  heard: boolean
}

/** Where the watermark comes from: one for each source, and what they make together. */
export class SourcesModel {
  readonly #all = new Map<string, SourceModel>()
  #ticked: number | undefined

  /** The source of a name, made where there is none: it holds the watermark until it has one. */
  of(name: string): SourceModel {
    const found = this.#all.get(name) ?? { watermark: Number.NEGATIVE_INFINITY, is: 'active', heard: false }
    this.#all.set(name, found)
    return found
  }

  /** A watermark came: it never goes back. */
  raise(name: string, watermark: number): void {
    const source = this.of(name)
    source.heard = true
    source.watermark = Math.max(source.watermark, watermark)
  }

  /** An event came: the source is active again. */
  hear(name: string, watermark: number): void {
    this.raise(name, watermark)
    const source = this.of(name)
    if (source.is === 'idle') source.is = 'active'
  }

  /** The least of the active ones; where none is, the greatest of the idle ones; where all are done, the end. */
  together(): number {
    const watermarks = (is: SourceModel['is']) =>
      [...this.#all.values()].filter(source => source.is === is).map(({ watermark }) => watermark)
    const active = watermarks('active')
    const idle = watermarks('idle')
    if (active.length > 0) return Math.min(...active)
    if (idle.length > 0) return Math.max(...idle)
    return this.#all.size > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  /** Sources that said nothing since the last tick go on with the wall clock, up to `limit`; one that was set back begins anew. */
  tick(now: number, limit: number): void {
    const by = Math.max(0, now - (this.#ticked ?? now))
    this.#ticked = now
    for (const source of this.#all.values()) {
      if (!source.heard) source.watermark = Math.max(source.watermark, Math.min(source.watermark + by, limit))
      source.heard = false
    }
  }
}
