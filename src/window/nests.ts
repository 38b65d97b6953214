import { HOUR, MINUTE, SECOND } from '../time/units'
import { type Fixed, isFixed } from './fixed'
import { floorMod } from './offset'
import type { Partition } from './windower'

const FROM = Date.UTC(1970, 0)
const TO = Date.UTC(2038, 0)

/** Widths that people choose, the widest first. */
const NATURAL_WIDTHS = [
  ...[24, 12, 6, 4, 3, 2, 1].map(n => n * HOUR),
  ...[30, 15, 10, 5, 1].map(n => n * MINUTE),
  ...[30, 10, 1].map(n => n * SECOND),
  1,
]

/** Shorter than any calendar window, so that every edge of a calendar is checked. */
const SAMPLE_STRIDE = 9 * MINUTE

/** The cache is emptied when it holds this many answers. */
const MAX_CACHED_ANSWERS = 256
const nestingCache = new Map<string, boolean>()

/**
 * Whether each window of `coarse` is a union of whole windows of `fine`: then rows of one can be merged into rows of
 * the other. Fixed windows have a closed form. Others are checked at their edges from 1970 to 2037: at each edge if the
 * windows are 9 minutes or wider, else at about 4 million of them.
 */
export function nests(fine: Partition, coarse: Partition): boolean {
  if (isFixed(fine) && isFixed(coarse)) return nestsFixed(fine, coarse)
  if (fine.width > coarse.width) return false
  const names = JSON.stringify([fine.name, coarse.name])
  let answer = nestingCache.get(names)
  if (answer === undefined) {
    answer = nestsAtEveryEdge(fine, coarse)
    if (nestingCache.size >= MAX_CACHED_ANSWERS) nestingCache.clear()
    nestingCache.set(names, answer)
  }
  return answer
}

/** Returns the widest of the usual fixed widths whose windows nest in a partition, milliseconds: an error proposes it. */
export function widthThatNests(coarse: Partition): number {
  // Windows of a width that divides every edge nest, and no others.
  let common = isFixed(coarse) ? divisor(coarse.size, coarse.offset) : 0
  if (!isFixed(coarse))
    everyEdge(coarse, edge => {
      common = divisor(common, edge)
      return common !== 1
    })
  return NATURAL_WIDTHS.find(width => floorMod(common, width) === 0)!
}

function nestsFixed(fine: Fixed, coarse: Fixed): boolean {
  return floorMod(coarse.size, fine.size) === 0 && floorMod(coarse.offset - fine.offset, fine.size) === 0
}

/** Both partition time, so it is enough that each edge of the coarse one is an edge of the fine one. */
function nestsAtEveryEdge(fine: Partition, coarse: Partition): boolean {
  return everyEdge(coarse, edge => fine.startOf(edge) === edge)
}

/** Whether something holds at the edges of a partition; edges closer than SAMPLE_STRIDE are sampled. */
function everyEdge(partition: Partition, holds: (edge: number) => boolean): boolean {
  for (let edge = partition.endOf(FROM); edge < TO; ) {
    if (!holds(edge)) return false
    const next = partition.endOf(edge)
    edge = next - edge < SAMPLE_STRIDE ? partition.startOf(edge + SAMPLE_STRIDE) : next
  }
  return true
}

/** The greatest common divisor of two whole numbers that are not negative. */
function divisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, floorMod(a, b)]
  return a
}
