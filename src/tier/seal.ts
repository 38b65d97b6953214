import { rowsWithin } from '../state/frame'
import { MergedRows, mergeRow } from '../state/merge-row'
import type { Mark, Row } from '../store/store'
import { WorkBudget, yieldToEventLoop } from '../time/yield'
import { encodeRow, type WriterContext } from './context'
import type { Tier } from './ladder'
import { markOf, sealTargets, withMark } from './marks'

const SERIES_PER_SEAL_READ = 64
const ROWS_PER_COMMIT = 1000
const ROWS_PER_SEAL_YIELD = 512
/** Yields more often if states are wide: to merge a row of a digest takes ten microseconds. */
const NUMBERS_PER_YIELD = 65_536

/**
 * Seals the windows that end by `time`: each row of a coarser tier becomes the merge, in order of time, of the finer rows.
 * Works series by series in bounded commits. If one fails, the earlier ones stand. Returns how many rows were written.
 */
export async function seal(context: WriterContext, time: number): Promise<number> {
  const { ladder, session } = context
  let written = 0
  const targets = sealTargets(ladder, session.marks, time)
  for (let k = 0; k < ladder.length; k++) {
    const tier = ladder[k]
    while (markOf(session.marks, tier).sealed < targets[k]) {
      if (k === 0) await commitMark(context, tier, { ...markOf(session.marks, tier), sealed: targets[k] })
      else written += await sealTier(context, ladder[k - 1], tier, targets[k])
    }
  }
  return written
}

/** Commits the mark of a tier together with its new rows. */
async function commitMark({ session }: WriterContext, tier: Tier, mark: Mark, rows: Row[] = []): Promise<void> {
  await session.commit({ series: [], rows, drops: [], marks: withMark(session.marks, tier, mark) })
}

/** Seals one tier up to `target`, or finishes a seal that is in progress. Returns how many rows were written. */
export async function sealTier(
  context: WriterContext,
  fine: Pick<Tier, 'name'>,
  tier: Tier,
  target: number,
): Promise<number> {
  const { sealed, dropped, sealing } = markOf(context.session.marks, tier)
  const from = Math.max(sealed, dropped) // if sealDelay is longer than keep, dropped windows are not begun again
  const to = sealing?.to ?? target
  const merger = new RowMerger(context, fine, tier)
  let written = 0
  const commitIfFull = async (series: number) => {
    if (merger.rows.length < ROWS_PER_COMMIT) return
    written += merger.rows.length
    await commitMark(context, tier, { sealed, dropped, sealing: { to, series } }, merger.take())
  }
  for (let first = sealing?.series ?? 0; first < context.series.length; first += SERIES_PER_SEAL_READ) {
    const last = Math.min(first + SERIES_PER_SEAL_READ, context.series.length)
    if (from < to) await merger.read(integersFrom(first, last), from, to, commitIfFull)
    await commitIfFull(last)
  }
  written += merger.rows.length
  await commitMark(context, tier, { sealed: to, dropped }, merger.take())
  return written
}

/** Merges rows of the finer tier, which the store returns by series and in order of time, into rows of the coarser one. */
class RowMerger {
  rows: Row[] = []
  readonly #context: WriterContext
  readonly #fine: Pick<Tier, 'name'>
  readonly #tier: Tier
  /** The coarser row in progress is its only row. */
  readonly #merged: MergedRows
  readonly #budget: WorkBudget

  constructor(context: WriterContext, fine: Pick<Tier, 'name'>, tier: Tier) {
    this.#context = context
    this.#fine = fine
    this.#tier = tier
    this.#merged = new MergedRows(context.schema, 1)
    this.#merged.append()
    this.#budget = new WorkBudget(Math.min(ROWS_PER_SEAL_YIELD, rowsWithin(NUMBERS_PER_YIELD, context.schema)))
  }

  /**
   * Merges the rows of these series that start in [from, to). Calls `onNextSeries(id)` when all rows of series below `id`
   * are in `rows`.
   */
  async read(series: number[], from: number, to: number, onNextSeries: (id: number) => Promise<void>): Promise<void> {
    const { store, codec, session } = this.#context
    let previous: Row | undefined
    let windowEnd = 0
    for await (const row of store.read({ writer: session.writer, tier: this.#fine.name, series, from, to })) {
      if (previous && (previous.series !== row.series || row.start >= windowEnd)) this.#emit(previous)
      if (previous && previous.series !== row.series) await onNextSeries(row.series)
      if (!previous || previous.series !== row.series || row.start >= windowEnd)
        windowEnd = this.#tier.partition.endOf(row.start)
      mergeRow(this.#merged, 0, row.bytes, codec)
      previous = row
      if (this.#budget.spent(1)) await yieldToEventLoop()
    }
    if (previous) this.#emit(previous)
    if (this.#budget.spent(series.length)) await yieldToEventLoop() // counts series without rows, too
  }

  /** Returns the rows so far and begins a new list. */
  take(): Row[] {
    const rows = this.rows
    this.rows = []
    return rows
  }

  /** Ends the row in progress, into which `last` was merged last. */
  #emit(last: Row): void {
    const start = this.#tier.partition.startOf(last.start)
    const { frame, missing } = this.#merged
    this.rows.push(encodeRow(this.#context, this.#tier, last.series, start, frame, 0, missing[0]))
    this.#merged.reset(0)
  }
}

function integersFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
