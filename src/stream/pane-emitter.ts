import type { EventRecord } from './input/event'
import type { Pane, Timing } from './pane'
import type { PaneBuilder } from './pane-builder'
import { PaneCounts } from './pane-counts'
import type { StreamSettings } from './settings'
import type { BlockMerge } from './sliced/block-merge'
import type { KeySlices } from './sliced/key-slices'
import type { SliceLayout } from './sliced/slice-layout'
import { NO_POOL_ROW, type RowPool } from './state/row-pool'

/** Emits the panes of windows that are made of slices, one key at a time. */
export class PaneEmitter {
  /** Panes per window and key; undefined if each window has at most one pane. */
  readonly counts: PaneCounts | undefined
  readonly #layout: SliceLayout
  readonly #pool: RowPool
  readonly #builder: PaneBuilder
  readonly #blocks: BlockMerge
  /** Holds a single event, or nothing: the new part in a further pane of mode `delta`. */
  readonly #eventRow: number
  readonly #update: boolean
  readonly #retracting: boolean
  readonly #delta: boolean

  constructor(settings: StreamSettings, layout: SliceLayout, pool: RowPool, builder: PaneBuilder, blocks: BlockMerge) {
    this.#layout = layout
    this.#pool = pool
    this.#builder = builder
    this.#blocks = blocks
    this.#eventRow = pool.reserve()
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
    this.#delta = settings.mode === 'delta'
    this.counts = this.#update || settings.lateness > 0 ? new PaneCounts() : undefined
  }

  /** Emits the on-time pane of a window, if the key has events in it. */
  close(keySlices: KeySlices, start: number, end: number, out: Pane[]): void {
    if (!this.#blocks.find(keySlices, start, end)) return
    if (this.#retracting && this.counts && this.counts.count(start, keySlices) > 0)
      out.push(this.#pane('retraction', 'onTime', keySlices, start, end, this.#blocks.merged(keySlices, end)))
    // With `update`, earlier panes already emitted each event, so nothing is new.
    const isEmptyDelta = this.#delta && this.#update
    if (isEmptyDelta) this.#pool.frame.reset(this.#eventRow)
    const row = isEmptyDelta ? this.#eventRow : this.#blocks.merged(keySlices, end)
    out.push(this.#pane('result', 'onTime', keySlices, start, end, row))
  }

  /** Returns a retraction for each window from `first` to `last` of a key, in order; undefined for a window without an earlier pane. */
  retract(keySlices: KeySlices, first: number, last: number, watermark: number): (Pane | undefined)[] {
    const retractions: (Pane | undefined)[] = []
    for (let start = first; start <= last; start = this.#layout.nextStart(start)) {
      const end = this.#layout.endOf(start)
      const hasPane = this.counts!.count(start, keySlices) > 0 && this.#blocks.find(keySlices, start, end)
      const row = hasPane ? this.#blocks.merged(keySlices, end) : NO_POOL_ROW
      const timing = timingAt(end, watermark)
      retractions.push(hasPane ? this.#pane('retraction', timing, keySlices, start, end, row) : undefined)
    }
    return retractions
  }

  /** Emits a pane for each window from `first` to `last` of a key to which the event was added, each after its retraction. */
  emit(
    keySlices: KeySlices,
    record: EventRecord,
    first: number,
    last: number,
    watermark: number,
    retractions: (Pane | undefined)[],
    out: Pane[],
  ): void {
    if (this.#delta) {
      this.#pool.frame.reset(this.#eventRow)
      this.#pool.add(this.#eventRow, record)
    }
    let k = 0
    for (let start = first; start <= last; start = this.#layout.nextStart(start)) {
      const end = this.#layout.endOf(start)
      this.#blocks.find(keySlices, start, end)
      const row = this.#delta ? this.#eventRow : this.#blocks.merged(keySlices, end)
      const retraction = retractions[k++]
      if (retraction) out.push(retraction)
      out.push(this.#pane('result', timingAt(end, watermark), keySlices, start, end, row))
    }
  }

  #pane(kind: Pane['kind'], timing: Timing, keySlices: KeySlices, start: number, end: number, row: number): Pane {
    const index = this.counts ? this.counts.next(start, keySlices) : 0
    const { first, last } = this.#blocks
    return this.#builder.build(kind, timing, index, keySlices.key, start, end, first, last, row)
  }
}

function timingAt(end: number, watermark: number): Timing {
  return end <= watermark ? 'late' : 'early'
}
