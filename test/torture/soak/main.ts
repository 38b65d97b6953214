import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { count, max, type Rollup, rollup, sum } from '../../../src/index'

const ASKED = 100_000_000
const SERIES = 1_000
const POINTS_A_BATCH = 1_000
const SECOND = 1_000
const HOUR = 3_600 * SECOND
/** What a series adds at once: up to the clock. */
const STEP = POINTS_A_BATCH * SECOND
/** Between two looks at the heap: an hour, as what is held goes up and down with each. */
const BATCHES_A_LOOK = 3_600
/** What the heap may gain in a million points once it is warm; a leak of a tenth of a byte a point is more. */
const MOST_BYTES_A_MILLION = 100_000

type Kept = Rollup<{ n: ReturnType<typeof count>; total: ReturnType<typeof sum>; most: ReturnType<typeof max> }>

/**
 * Pours a hundred million points (or as many as are asked for, and fit into the budget) through a rollup of a thousand
 * series that flushes, seals and drops as time goes on: throws where a point is missing or counts twice, or where memory
 * grows with them.
 */
export async function soak(budgetSeconds: number, asked = Number(process.env.SOAK_EVENTS ?? ASKED)): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  let now = 0
  let expired = 0
  const kept: Kept = await rollup({
    aggregates: { n: count(), total: sum(), most: max() },
    tiers: [
      { every: '1m', keep: '70m' },
      { every: '1h', keep: '3h' },
    ],
    lateness: '1m',
    clock: () => now,
    onExpire: ({ tier, rows }) => {
      if (tier === '1h') for (const { readings } of rows) expired += readings.n
    },
  })
  const handles = Array.from({ length: SERIES }, (_, k) => kept.series('m', { series: String(k) }))
  const times = new Float64Array(POINTS_A_BATCH)
  const values = Float64Array.from({ length: POINTS_A_BATCH }, (_, p) => p % 97)
  const looks: [points: number, bytes: number][] = []
  let points = 0
  for (let batch = 0; points < asked && performance.now() < until; batch++) {
    // A tenth of each batch belongs to the one before: late, and counted all the same.
    for (let p = 0; p < POINTS_A_BATCH; p++) times[p] = now - (p % 10 === 0 ? 2 : 1) * STEP + p * SECOND
    handles[batch % SERIES].addColumns(times, values)
    points += POINTS_A_BATCH
    if (batch % SERIES === SERIES - 1) now += STEP
    if (batch % 100 === 99) {
      const [held] = (await kept.advance()).blocked
      if (held) throw new Error(`soak: ${held.tier} drops nothing: ${held.why} ${held.error}`)
    }
    if (batch % BATCHES_A_LOOK === BATCHES_A_LOOK - 1) looks.push([points, bytesInUse()])
  }
  await kept.advance()
  const counted = await left(kept, now)
  const { accepted, offered } = kept.stats()
  await kept.close()
  if (offered !== points || accepted !== points || counted + expired !== points)
    throw new Error(
      `soak: ${points} offered, ${accepted} accepted, ${counted} kept and ${expired} dropped: not the same`,
    )
  const slope = slopeOf(looks.slice(looks.length >> 1))
  if (looks.length >= 20 && slope > MOST_BYTES_A_MILLION)
    throw new Error(`soak: memory grows by ${Math.round(slope)} bytes a million points: ${looks}`)
  const [least, most] = [Math.min, Math.max].map(of => Math.round(of(...looks.map(([, bytes]) => bytes)) / 2 ** 20))
  return `soak: ${points} of ${asked} points over ${SERIES} series and ${Math.round(now / HOUR)} hours, ${counted} kept and ${expired} dropped: none is missing, none twice; memory ${least} to ${most} MB, ${Math.round(slope)} bytes more a million points`
}

/** How many points are still there to be asked for. */
async function left(kept: Kept, now: number): Promise<number> {
  const { groups } = await kept.query({ metric: 'm', from: -2 * HOUR, to: now + HOUR, select: r => ({ n: r.n }) })
  return groups[0]?.columns.n[0] ?? 0
}

/** What is held when all garbage is gone. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Bytes a million points, by least squares. */
function slopeOf(looks: readonly (readonly [points: number, bytes: number])[]): number {
  const n = looks.length
  const meanX = looks.reduce((sum, [x]) => sum + x, 0) / n
  const meanY = looks.reduce((sum, [, y]) => sum + y, 0) / n
  const across = looks.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return (1e6 * across) / looks.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}
