import type { Mark, Marks } from '../store/store'
import { LAST_INSTANT } from '../time/instant'
import type { Ladder, Tier } from './ladder'

const NO_MARK: Mark = { sealed: -LAST_INSTANT, dropped: -LAST_INSTANT }

/** Up to where a tier is sealed and dropped. A tier without a mark has sealed and dropped nothing. */
export function markOf(marks: Marks, tier: Pick<Tier, 'name'>): Mark {
  return Object.hasOwn(marks, tier.name) ? marks[tier.name] : NO_MARK
}

/** The marks, with one for each tier. Marks of removed tiers stay. */
export function allMarks(ladder: Ladder, marks: Marks): Marks {
  return { ...marks, ...Object.fromEntries(ladder.map(tier => [tier.name, markOf(marks, tier)])) }
}

/** The marks after a commit of rows from `earliest` on. Removed tiers do not get these rows: they are complete up to there only. */
export function marksAfter(ladder: Ladder, marks: Marks, earliest: number): Marks {
  const removed = Object.keys(marks).filter(name => !ladder.some(tier => tier.name === name))
  return removed.reduce((after, name) => {
    const mark = marks[name]
    return mark.sealed <= earliest ? after : withMark(after, { name }, { ...mark, sealed: earliest })
  }, marks)
}

/** The marks with another mark for one tier. */
export function withMark(marks: Marks, tier: Pick<Tier, 'name'>, mark: Mark): Marks {
  return { ...marks, [tier.name]: mark }
}

/** Whether a window of a coarser tier that ends at `end` is sealed for a series: by the mark, or by a seal in progress. */
export function isSealed(mark: Mark, series: number, end: number): boolean {
  const { sealed, sealing } = mark
  return end <= sealed || (sealing !== undefined && end <= sealing.to && series < sealing.series)
}

/** The mark of each tier once the windows that end by `time` are sealed. A mark never moves back. */
export function sealTargets(ladder: Ladder, marks: Marks, time: number): number[] {
  return ladder.map(tier => Math.max(markOf(marks, tier).sealed, floorTo(tier, time)))
}

/** The time up to which the rows of each tier are past their keep at `now`. It never moves back. */
export function retentionFrontiers(ladder: Ladder, marks: Marks, now: number): number[] {
  return ladder.map(tier => Math.max(markOf(marks, tier).dropped, floorTo(tier, now - tier.keep)))
}

/** The end of the last window that ends at `time` or before. */
export function floorTo(tier: Tier, time: number): number {
  return time <= -LAST_INSTANT ? -LAST_INSTANT : tier.partition.startOf(Math.min(time, LAST_INSTANT))
}

/** The start of the first window that starts at `time` or after. */
export function ceilTo(tier: Tier, time: number): number {
  const before = floorTo(tier, time)
  return before === time || time <= -LAST_INSTANT ? before : tier.partition.endOf(time)
}
