import type { EventRecord } from './input/event'
import type { Pane, Timing } from './pane'
import type { PaneBuilder } from './pane-builder'
import { PaneCounts } from './pane-counts'
import type { StreamSettings } from './settings'
import type { BlockMerge } from './sliced/block-merge'
import { type KeySlices, NO_SLOT } from './sliced/key-slices'
import type { SliceLayout } from './sliced/slice-layout'
import type { RowPool } from './state/row-pool'

/** The panes of windows that are made of slices: of a keySlices at a time. */
export class PaneEmitter {
  /** How many panes there were, where a window may have more than one. */
  readonly counts: PaneCounts | undefined
  readonly #layout: SliceLayout
  readonly #pool: RowPool
  readonly #builder: PaneBuilder
  readonly #blocks: BlockMerge
  /** What arrives by itself, or nothing: what is new in a further pane of mode `delta`. */
  readonly #eventRow: number
  readonly #update: boolean
  readonly #retracting: boolean
  readonly #delta: boolean

  constructor(settings: StreamSettings, layout: SliceLayout, pool: RowPool, emitter: PaneBuilder, blocks: BlockMerge) {
    this.#layout = layout
    this.#pool = pool
    this.#builder = emitter
    this.#blocks = blocks
    this.#eventRow = pool.reserve()
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
    this.#delta = settings.mode === 'delta'
    this.counts = this.#update || settings.lateness > 0 ? new PaneCounts() : undefined
  }

  /** The pane with which a window of a keySlices becomes final. */
  close(keySlices: KeySlices, start: number, end: number, out: Pane[]): void {
    if (!this.#blocks.find(keySlices, start, end)) return
    if (this.#retracting && this.counts && this.counts.count(start, keySlices) > 0)
      out.push(this.#pane('retraction', 'onTime', keySlices, start, end, this.#blocks.merged(keySlices, end)))
    // What came under `update` was told as it came.
    const isNothing = this.#delta && this.#update
    if (isNothing) this.#pool.frame.reset(this.#eventRow)
    out.push(
      this.#pane(
        'result',
        'onTime',
        keySlices,
        start,
        end,
        isNothing ? this.#eventRow : this.#blocks.merged(keySlices, end),
      ),
    )
  }

  /** The retractions of the windows from `first` to `last` of a keySlices, in their order; undefined where nothing was told. */
  retract(keySlices: KeySlices, first: number, last: number, watermark: number): (Pane | undefined)[] {
    const taken: (Pane | undefined)[] = []
    for (let start = first; start <= last; start = this.#layout.after(start)) {
      const end = this.#layout.endOf(start)
      const was = this.counts!.count(start, keySlices) > 0 && this.#blocks.find(keySlices, start, end)
      const row = was ? this.#blocks.merged(keySlices, end) : NO_SLOT
      taken.push(was ? this.#pane('retraction', timingAt(end, watermark), keySlices, start, end, row) : undefined)
    }
    return taken
  }

  /** The panes of the windows from `first` to `last` of a keySlices into which an event was put. */
  emit(
    keySlices: KeySlices,
    record: EventRecord,
    first: number,
    last: number,
    watermark: number,
    taken: (Pane | undefined)[],
    out: Pane[],
  ): void {
    if (this.#delta) {
      this.#pool.frame.reset(this.#eventRow)
      this.#pool.add(this.#eventRow, record)
    }
    let k = 0
    for (let start = first; start <= last; start = this.#layout.after(start)) {
      const end = this.#layout.endOf(start)
      this.#blocks.find(keySlices, start, end)
      const row = this.#delta ? this.#eventRow : this.#blocks.merged(keySlices, end)
      const before = taken[k++]
      if (before) out.push(before)
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
