import { Frame, rowsWithin } from '../state/frame'
import { type Lacks, lackedBy } from '../state/missing'
import type { Mark, Row } from '../store/store'
import { breathe, Pace } from '../time/yield'
import { type Keeping, rowOf } from './context'
import type { Tier } from './ladder'
import { markOf, sealTargets, withMark } from './marks'

const SERIES_A_READ = 64
const ROWS_A_COMMIT = 1000
const ROWS_A_BREATH = 512
/** Wide states cost more to merge: a row of a digest ten microseconds. */
const NUMBERS_A_BREATH = 65_536

/**
 * Seals what ends by `time`: the windows of each coarser tier become the merge, in order of time, of the finer rows.
 * Series by series in bounded commits; what was done stays done where a later one fails. Gives how many rows it wrote.
 */
export async function seal(keeping: Keeping, time: number): Promise<number> {
  const { ladder, ledger } = keeping
  let written = 0
  const targets = sealTargets(ladder, ledger.marks, time)
  for (let k = 0; k < ladder.length; k++) {
    const tier = ladder[k]
    while (markOf(ledger.marks, tier).sealed < targets[k]) {
      if (k === 0) await moveMark(keeping, tier, { ...markOf(ledger.marks, tier), sealed: targets[k] })
      else written += await sealTier(keeping, ladder[k - 1], tier, targets[k])
    }
  }
  return written
}

async function moveMark({ ledger }: Keeping, tier: Tier, mark: Mark, rows: Row[] = []): Promise<void> {
  await ledger.commit({ series: [], rows, drops: [], marks: withMark(ledger.marks, tier, mark) })
}

/** Takes one tier to `target`, or to where a seal that was under way goes. Gives how many rows it wrote. */
export async function sealTier(
  keeping: Keeping,
  fine: Pick<Tier, 'name'>,
  tier: Tier,
  target: number,
): Promise<number> {
  const { sealed, dropped, sealing } = markOf(keeping.ledger.marks, tier)
  const from = Math.max(sealed, dropped) // where lateness is longer than keep, what was dropped is not begun again
  const to = sealing?.to ?? target
  const merging = new Merging(keeping, fine, tier)
  let written = 0
  const commitBelow = async (series: number) => {
    if (merging.rows.length < ROWS_A_COMMIT) return
    written += merging.rows.length
    await moveMark(keeping, tier, { sealed, dropped, sealing: { to, series } }, merging.take())
  }
  for (let first = sealing?.series ?? 0; first < keeping.series.length; first += SERIES_A_READ) {
    const last = Math.min(first + SERIES_A_READ, keeping.series.length)
    if (from < to) await merging.read(range(first, last), from, to, commitBelow)
    await commitBelow(last)
  }
  written += merging.rows.length
  await moveMark(keeping, tier, { sealed: to, dropped }, merging.take())
  return written
}

/** Merges rows of the finer tier, which come by series and in order of time, into rows of the coarser one. */
class Merging {
  rows: Row[] = []
  readonly #keeping: Keeping
  readonly #fine: Pick<Tier, 'name'>
  readonly #tier: Tier
  readonly #frame: Frame
  readonly #pace: Pace
  /** What the row that is being merged lacks. */
  #lacks: Lacks | undefined

  constructor(keeping: Keeping, fine: Pick<Tier, 'name'>, tier: Tier) {
    this.#keeping = keeping
    this.#fine = fine
    this.#tier = tier
    this.#frame = new Frame(keeping.shape, 2)
    this.#frame.append(2)
    this.#pace = new Pace(Math.min(ROWS_A_BREATH, rowsWithin(NUMBERS_A_BREATH, keeping.shape)))
  }

  /** Merges what the series hold in [from, to); `done` is told of each that all of those below it are in `rows`. */
  async read(series: number[], from: number, to: number, done: (series: number) => Promise<void>): Promise<void> {
    const { store, codec, ledger } = this.#keeping
    let at: Row | undefined
    let end = 0
    for await (const row of store.read({ writer: ledger.writer, tier: this.#fine.name, series, from, to })) {
      if (at && (at.series !== row.series || row.start >= end)) this.#emit(at)
      if (at && at.series !== row.series) await done(row.series)
      if (!at || at.series !== row.series || row.start >= end) {
        end = this.#tier.partition.endOf(row.start)
        this.#lacks = codec.decodeKept(row.bytes, this.#frame, 0)
      } else {
        this.#lacks = lackedBy(this.#lacks, codec.decodeKept(row.bytes, this.#frame, 1))
        this.#frame.merge(0, this.#frame, 1)
        this.#frame.reset(1)
      }
      at = row
      if (this.#pace.spent(1)) await breathe()
    }
    if (at) this.#emit(at)
    if (this.#pace.spent(series.length)) await breathe() // series may hold nothing
  }

  /** The rows so far, which are then the caller's. */
  take(): Row[] {
    const rows = this.rows
    this.rows = []
    return rows
  }

  #emit(last: Row): void {
    const start = this.#tier.partition.startOf(last.start)
    this.rows.push(rowOf(this.#keeping, this.#tier, last.series, start, this.#frame, 0, this.#lacks))
    this.#frame.reset(0)
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
