import { rollup } from '../../src/index'
import { goalOf } from './run/goal'
import { growthOf, LEAST_LOOKS } from './soak/memory'
import { type Open, pour } from './soak/pour'

const SERIES = 1_000
const POINTS_A_ROUND = 900_000

/**
 * Pours points through a rollup of a thousand series, until the budget ends or as many as SOAK_EVENTS asks for: throws where
 * one is missing or counts twice, or if memory grows with them; returns a line that reports how many there were, and how
 * memory went.
 */
export async function soak(budgetSeconds: number): Promise<string> {
  const begun = performance.now()
  const goal = goalOf('soak', budgetSeconds, (LEAST_LOOKS + 1) * POINTS_A_ROUND)
  const { points, hours, kept, looks } = await pour(SERIES, goal, rollup satisfies Open)
  const seconds = (performance.now() - begun) / 1000
  const growth = growthOf(looks)
  const [least, most] = [Math.min, Math.max].map(of => of(...looks.map(([, bytes]) => bytes / 2 ** 20)).toFixed(1))
  const slope = growth
    ? `heap and buffers after gc ${least} to ${most} MB, slope ${Math.round(growth.slope)} bytes a million events over the second half, at most ${Math.round(growth.most)} allowed`
    : `too few for a slope of the heap`
  return `soak: ${points} events of ${SERIES} series and ${Math.round(hours)} hours in ${seconds.toFixed(0)} s, ${kept} kept and ${points - kept} dropped: number and sum exact, none missing, none twice; ${slope}`
}
