import { count, max, type Rollup, type RollupOptions, sum } from '../../../src/index'
import type { Goal } from '../run/goal'
import { type Look, lookAfter } from './memory'

const SECOND = 1_000
const HOUR = 3_600 * SECOND
/** What a series adds at once, a point a second: the quarter of an hour up to the clock, which is a window of the last tier. */
const POINTS_A_BATCH = 900
const STEP = POINTS_A_BATCH * SECOND
const ADVANCES_A_ROUND = 10

const aggregates = { n: count(), total: sum(), most: max() }

/** Opens the rollup that is poured into. */
export type Open = (options: RollupOptions<typeof aggregates>) => Promise<Rollup<typeof aggregates>>

/** What was poured, and if it is. */
export interface Poured {
  readonly points: number
  /** In the time of the points. */
  readonly hours: number
  /** How many can be asked for in the end; all others were dropped. */
  readonly kept: number
  /** After each round over all series, at which what is held is the same but for what it grew by. */
  readonly looks: readonly Look[]
}

/**
 * Pours points through a rollup that flushes, seals and drops as time goes on, until the goal is reached; throws if a
 * point is missing or counts twice.
 */
export async function pour(series: number, goal: Goal, open: Open): Promise<Poured> {
  let now = 0
  const offered = { n: 0, total: 0 }
  const dropped = { n: 0, total: 0 }
  const load = await open({
    aggregates,
    tiers: [
      { every: '1m', keep: '40m' },
      { every: '15m', keep: '90m' },
    ],
    sealDelay: '1m',
    clock: () => now,
    onExpire: ({ tier, rows }) => {
      if (tier === '15m') for (const { readings } of rows) add(dropped, readings.n, readings.total)
    },
  })
  const handles = Array.from({ length: series }, (_, k) => load.series('m', { series: String(k) }))
  const times = new Float64Array(POINTS_A_BATCH)
  const values = Float64Array.from({ length: POINTS_A_BATCH }, (_, p) => p % 97)
  const advances = Math.max(1, Math.floor(series / ADVANCES_A_ROUND))
  const looks: Look[] = []
  for (let batch = 0; !goal.isReached(offered.n); batch++) {
    if (batch % series === 0) {
      if (batch > 0) looks.push(lookAfter(offered.n))
      now += STEP
      // A tenth of each batch belongs to the one before: late, and counted all the same.
      for (let p = 0; p < POINTS_A_BATCH; p++) times[p] = now - (p % 10 === 0 ? 2 : 1) * STEP + p * SECOND
    }
    const length = Math.min(POINTS_A_BATCH, (goal.asked ?? Number.POSITIVE_INFINITY) - offered.n)
    const poured = values.subarray(0, length)
    handles[batch % series].addColumns(times.subarray(0, length), poured)
    add(
      offered,
      length,
      poured.reduce((sum, value) => sum + value, 0),
    )
    if (batch % advances !== advances - 1) continue
    const [blocked] = (await load.advance()).blocked
    if (blocked) throw new Error(`${blocked.tier} drops nothing: ${blocked.why} ${blocked.error}`)
  }
  await load.advance()
  const kept = await left(load, now)
  const { accepted } = load.stats()
  await load.close()
  if (accepted !== offered.n || kept.n + dropped.n !== offered.n || kept.total + dropped.total !== offered.total)
    throw new Error(
      `points are missing or count twice: ${[offered, { accepted }, { kept }, { dropped }].map(of => JSON.stringify(of))}`,
    )
  return { points: offered.n, hours: now / HOUR, kept: kept.n, looks }
}

/** What can be asked for. */
async function left(load: Awaited<ReturnType<Open>>, now: number): Promise<{ n: number; total: number }> {
  const ask = { metric: 'm', from: -2 * STEP, to: now + STEP } as const
  const { groups } = await load.query({ ...ask, select: r => ({ n: r.n, total: r.total }) })
  const { n, total } = groups[0].columns
  return { n: n[0], total: total[0] }
}

function add(to: { n: number; total: number }, n: number, total: number): void {
  to.n += n
  to.total += total
}
