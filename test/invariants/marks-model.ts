import type { Marks } from '../../src/store/store'
import type { Tier } from '../../src/tier/ladder'

/** Up to where a tier is sealed and dropped, as the policy says. */
export interface TierMark {
  readonly sealed: number
  readonly dropped: number
}

const NEVER = -8.64e15

/** What a tier has before its first `advance`. */
const UNTOUCHED: TierMark = { sealed: NEVER, dropped: NEVER }

/** The end of the last window that ends by `time`. */
function boundary(tier: Tier, time: number): number {
  return time === Number.NEGATIVE_INFINITY ? NEVER : tier.partition.startOf(time)
}

/** The policy, tier by tier: sealed `sealDelay` after a window's end; dropped past its keep, if the next tier holds it. */
export function marksAfter(
  tiers: readonly Tier[],
  marks: readonly TierMark[],
  now: number,
  sealDelay: number,
): TierMark[] {
  const sealed = tiers.map((tier, k) => Math.max(marks[k].sealed, boundary(tier, now - sealDelay)))
  return tiers.map((tier, k) => {
    const past = boundary(tier, now - tier.keep)
    const held = k + 1 < tiers.length ? Math.min(past, sealed[k + 1]) : past
    return { sealed: sealed[k], dropped: Math.max(marks[k].dropped, held) }
  })
}

/** What is older than every tier keeps at `now`. */
export function earliestAt(tiers: readonly Tier[], marks: readonly TierMark[], now: number): number {
  return Math.min(...tiers.map((tier, k) => Math.max(marks[k].dropped, boundary(tier, now - tier.keep))))
}

/** The marks that a store has, in the order of the tiers. */
export function toTierMarks(tiers: readonly Tier[], marks: Marks | undefined): TierMark[] {
  return tiers.map(({ name }) => marks?.[name] ?? UNTOUCHED)
}

/** Whether a tier has rows for a time: not dropped, and sealed but for the finest, which takes every point at once. */
function keeps(marks: readonly TierMark[], k: number, time: number): boolean {
  return time >= marks[k].dropped && (k === 0 || time < marks[k].sealed)
}

/** Whether any tier has rows for a time. */
export function keptSomewhere(marks: readonly TierMark[], time: number): boolean {
  return marks.some((_, k) => keeps(marks, k, time))
}

export interface Range {
  readonly from: number
  readonly to: number
}

/**
 * The smallest range around an asked one that is made of whole kept windows, by trying every chain of windows;
 * undefined where no chain goes through. Where nothing at all is kept there is nothing to widen.
 */
function cover(
  tiers: readonly Tier[],
  marks: readonly TierMark[],
  fits: readonly boolean[],
  asked: Range,
): Range | undefined {
  const holder = tiers.findIndex((_, k) => fits[k] && keeps(marks, k, asked.from))
  const from = holder < 0 ? asked.from : tiers[holder].partition.startOf(asked.from)
  const reached = [from]
  const seen = new Set(reached)
  for (;;) {
    const at = reached.sort((a, b) => a - b).shift()
    if (at === undefined) return undefined
    if (at >= asked.to) return { from, to: at }
    for (const next of stepsFrom(tiers, marks, fits, at, asked.to))
      if (!seen.has(next)) {
        seen.add(next)
        reached.push(next)
      }
  }
}

function stepsFrom(
  tiers: readonly Tier[],
  marks: readonly TierMark[],
  fits: readonly boolean[],
  at: number,
  to: number,
): number[] {
  if (!keptSomewhere(marks, at))
    return [Math.min(to, ...marks.map(({ dropped }) => dropped).filter(dropped => dropped > at))]
  return tiers
    .filter(({ partition }, k) => fits[k] && partition.startOf(at) === at && keeps(marks, k, at))
    .map(({ partition }) => partition.endOf(at))
}

/** The cover that all writers share: what one can only serve wider, all serve wider. */
export function coverOfAll(
  tiers: readonly Tier[],
  writers: readonly (readonly TierMark[])[],
  fits: readonly boolean[],
  asked: Range,
): Range | undefined {
  let range = asked
  for (;;) {
    const covers = writers.map(marks => cover(tiers, marks, fits, range))
    if (covers.includes(undefined)) return undefined
    const from = Math.min(range.from, ...covers.map(one => one!.from))
    const to = Math.max(range.to, ...covers.map(one => one!.to))
    if (from === range.from && to === range.to) return range
    range = { from, to }
  }
}
