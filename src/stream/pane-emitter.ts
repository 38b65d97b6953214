import type { EventRecord } from './input/event'
import type { Pane, Timing } from './pane'
import type { PaneBuilder } from './pane-builder'
import { PaneCounts } from './pane-counts'
import type { StreamSettings } from './settings'
import type { BlockMerge } from './sliced/block-merge'
import { type KeySlices, NO_SLOT } from './sliced/key-slices'
import type { SliceLayout } from './sliced/slice-layout'
import type { RowPool } from './state/row-pool'

/** The panes of windows that are made of slices: of a lane at a time. */
export class PaneEmitter {
  /** How many panes there were, where a window may have more than one. */
  readonly told: PaneCounts | undefined
  readonly #slicing: SliceLayout
  readonly #pool: RowPool
  readonly #emitter: PaneBuilder
  readonly #spans: BlockMerge
  /** What arrives by itself, or nothing: what is new in a further pane of mode `delta`. */
  readonly #alone: number
  readonly #update: boolean
  readonly #retracting: boolean
  readonly #delta: boolean

  constructor(settings: StreamSettings, slicing: SliceLayout, pool: RowPool, emitter: PaneBuilder, spans: BlockMerge) {
    this.#slicing = slicing
    this.#pool = pool
    this.#emitter = emitter
    this.#spans = spans
    this.#alone = pool.reserve()
    this.#update = settings.emit === 'update'
    this.#retracting = settings.mode === 'retracting'
    this.#delta = settings.mode === 'delta'
    this.told = this.#update || settings.lateness > 0 ? new PaneCounts() : undefined
  }

  /** The pane with which a window of a lane becomes final. */
  close(lane: KeySlices, start: number, end: number, out: Pane[]): void {
    if (!this.#spans.find(lane, start, end)) return
    if (this.#retracting && this.told && this.told.count(start, lane) > 0)
      out.push(this.#pane('retraction', 'onTime', lane, start, end, this.#spans.merged(lane, end)))
    // What came under `update` was told as it came.
    const isNothing = this.#delta && this.#update
    if (isNothing) this.#pool.frame.reset(this.#alone)
    out.push(this.#pane('result', 'onTime', lane, start, end, isNothing ? this.#alone : this.#spans.merged(lane, end)))
  }

  /** The retractions of the windows from `first` to `last` of a lane, in their order; undefined where nothing was told. */
  takeBack(lane: KeySlices, first: number, last: number, watermark: number): (Pane | undefined)[] {
    const taken: (Pane | undefined)[] = []
    for (let start = first; start <= last; start = this.#slicing.after(start)) {
      const end = this.#slicing.endOf(start)
      const was = this.told!.count(start, lane) > 0 && this.#spans.find(lane, start, end)
      const row = was ? this.#spans.merged(lane, end) : NO_SLOT
      taken.push(was ? this.#pane('retraction', timingAt(end, watermark), lane, start, end, row) : undefined)
    }
    return taken
  }

  /** The panes of the windows from `first` to `last` of a lane into which an event was put. */
  tell(
    lane: KeySlices,
    arrival: EventRecord,
    first: number,
    last: number,
    watermark: number,
    taken: (Pane | undefined)[],
    out: Pane[],
  ): void {
    if (this.#delta) {
      this.#pool.frame.reset(this.#alone)
      this.#pool.put(this.#alone, arrival)
    }
    let k = 0
    for (let start = first; start <= last; start = this.#slicing.after(start)) {
      const end = this.#slicing.endOf(start)
      this.#spans.find(lane, start, end)
      const row = this.#delta ? this.#alone : this.#spans.merged(lane, end)
      const before = taken[k++]
      if (before) out.push(before)
      out.push(this.#pane('result', timingAt(end, watermark), lane, start, end, row))
    }
  }

  #pane(kind: Pane['kind'], timing: Timing, lane: KeySlices, start: number, end: number, row: number): Pane {
    const index = this.told ? this.told.next(start, lane) : 0
    const { first, last } = this.#spans
    return this.#emitter.pane(kind, timing, index, lane.key, start, end, first, last, row)
  }
}

function timingAt(end: number, watermark: number): Timing {
  return end <= watermark ? 'late' : 'early'
}
