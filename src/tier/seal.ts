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
/** Wide states cost more to merge: a row of a digest ten microseconds. */
const NUMBERS_PER_YIELD = 65_536

/**
 * Seals what ends by `time`: the windows of each coarser tier become the merge, in order of time, of the finer rows.
 * Series by series in bounded commits; what was done stays done where a later one fails. Gives how many rows it wrote.
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

async function commitMark({ session }: WriterContext, tier: Tier, mark: Mark, rows: Row[] = []): Promise<void> {
  await session.commit({ series: [], rows, drops: [], marks: withMark(session.marks, tier, mark) })
}

/** Takes one tier to `target`, or to where a seal that was under way goes. Gives how many rows it wrote. */
export async function sealTier(
  context: WriterContext,
  fine: Pick<Tier, 'name'>,
  tier: Tier,
  target: number,
): Promise<number> {
  const { sealed, dropped, sealing } = markOf(context.session.marks, tier)
  const from = Math.max(sealed, dropped) // where sealDelay is longer than keep, what was dropped is not begun again
  const to = sealing?.to ?? target
  const merging = new RowMerger(context, fine, tier)
  let written = 0
  const commitBelow = async (series: number) => {
    if (merging.rows.length < ROWS_PER_COMMIT) return
    written += merging.rows.length
    await commitMark(context, tier, { sealed, dropped, sealing: { to, series } }, merging.take())
  }
  for (let first = sealing?.series ?? 0; first < context.series.length; first += SERIES_PER_SEAL_READ) {
    const last = Math.min(first + SERIES_PER_SEAL_READ, context.series.length)
    if (from < to) await merging.read(integersFrom(first, last), from, to, commitBelow)
    await commitBelow(last)
  }
  written += merging.rows.length
  await commitMark(context, tier, { sealed: to, dropped }, merging.take())
  return written
}

/** Merges rows of the finer tier, which come by series and in order of time, into rows of the coarser one. */
class RowMerger {
  rows: Row[] = []
  readonly #context: WriterContext
  readonly #fine: Pick<Tier, 'name'>
  readonly #tier: Tier
  /** The row that is being merged is row 0. */
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

  /** Merges what the series hold in [from, to); `done` is told of each that all of those below it are in `rows`. */
  async read(series: number[], from: number, to: number, done: (series: number) => Promise<void>): Promise<void> {
    const { store, codec, session } = this.#context
    let at: Row | undefined
    let end = 0
    for await (const row of store.read({ writer: session.writer, tier: this.#fine.name, series, from, to })) {
      if (at && (at.series !== row.series || row.start >= end)) this.#emit(at)
      if (at && at.series !== row.series) await done(row.series)
      if (!at || at.series !== row.series || row.start >= end) end = this.#tier.partition.endOf(row.start)
      mergeRow(this.#merged, 0, row.bytes, codec)
      at = row
      if (this.#budget.spent(1)) await yieldToEventLoop()
    }
    if (at) this.#emit(at)
    if (this.#budget.spent(series.length)) await yieldToEventLoop() // series may hold nothing
  }

  /** The rows so far, which are then the caller's. */
  take(): Row[] {
    const rows = this.rows
    this.rows = []
    return rows
  }

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
