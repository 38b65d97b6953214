import { TidemarkError } from '../error'
import type { Mark, Marks } from '../store/store'
import { LAST_INSTANT } from '../time/instant'
import type { Ladder, Tier } from './ladder'

const UNTOUCHED: Mark = { sealed: -LAST_INSTANT, dropped: -LAST_INSTANT }

/** How far a tier has come; a tier that has no mark yet has sealed and dropped nothing. */
export function markOf(marks: Marks, tier: Tier): Mark {
  return Object.hasOwn(marks, tier.name) ? marks[tier.name] : UNTOUCHED
}

/**
 * A mark for each tier: marks tell which tiers a writer's rows were made for. Throws TIDEMARK_MISMATCH where those are
 * others than these, since their rows would be read as if they were whole.
 */
export function allMarks(ladder: Ladder, marks: Marks, writer: string): Marks {
  const kept = Object.keys(marks)
  const names = ladder.map(({ name }) => name)
  if (kept.length > 0 && (kept.length !== names.length || !names.every(name => Object.hasOwn(marks, name))))
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `the store holds rows of ${writer} in tiers of ${kept.join(', ')}, not of ${names.join(', ')}: open it with the tiers it was made with, or under another name`,
    )
  return Object.fromEntries(ladder.map(tier => [tier.name, markOf(marks, tier)]))
}

/** The same marks, but for one tier. */
export function withMark(marks: Marks, tier: Tier, mark: Mark): Marks {
  return { ...marks, [tier.name]: mark }
}

/** Whether a window of a coarser tier is sealed for a series: by the mark, or by a seal that is under way. */
export function isSealed(mark: Mark, series: number, end: number): boolean {
  const { sealed, sealing } = mark
  return end <= sealed || (sealing !== undefined && end <= sealing.to && series < sealing.series)
}

/** Where each tier's mark moves when windows that end by `time` are sealed; a mark never moves back. */
export function sealTargets(ladder: Ladder, marks: Marks, time: number): number[] {
  return ladder.map(tier => Math.max(markOf(marks, tier).sealed, boundary(tier, time)))
}

/** Up to where each tier's rows are past their keep at `now`; what was dropped stays dropped. */
export function keepFrontiers(ladder: Ladder, marks: Marks, now: number): number[] {
  return ladder.map(tier => Math.max(markOf(marks, tier).dropped, boundary(tier, now - tier.keep)))
}

/** The end of the last window that ends at `time` or before. */
function boundary(tier: Tier, time: number): number {
  return time <= -LAST_INSTANT ? -LAST_INSTANT : tier.partition.startOf(Math.min(time, LAST_INSTANT))
}
