import type { Marks } from '../../../src/store/store'
import type { Tier } from '../../../src/tier/ladder'

/** The times up to which a tier is sealed and dropped. */
export interface TierMark {
  readonly sealed: number
  readonly dropped: number
}

const NEVER = -8.64e15

/** The marks of a tier before its first `advance`. */
const UNTOUCHED: TierMark = { sealed: NEVER, dropped: NEVER }

/** The end of the last window that ends by `time`. */
function boundary(tier: Tier, time: number): number {
  return time === Number.NEGATIVE_INFINITY ? NEVER : tier.partition.startOf(time)
}

/** The marks after an advance: a window is sealed `sealDelay` after its end, and dropped past its `keep` if the next tier holds it. */
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

/** The earliest time that any tier still keeps at `now`. */
export function earliestAt(tiers: readonly Tier[], marks: readonly TierMark[], now: number): number {
  return Math.min(...tiers.map((tier, k) => Math.max(marks[k].dropped, boundary(tier, now - tier.keep))))
}

/** The marks in a store, in the order of the tiers. */
export function toTierMarks(tiers: readonly Tier[], marks: Marks | undefined): TierMark[] {
  return tiers.map(({ name }) => marks?.[name] ?? UNTOUCHED)
}

/** Whether a tier has rows for a time: it is not dropped, and it is sealed unless the tier is the finest. */
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
 * The smallest range around a requested one that consists of whole kept windows, found by trying every chain of windows;
 * undefined if no chain reaches its end. A range of which nothing is kept is not widened.
 */
function cover(
  tiers: readonly Tier[],
  marks: readonly TierMark[],
  fits: readonly boolean[],
  requested: Range,
): Range | undefined {
  const holder = tiers.findIndex((_, k) => fits[k] && keeps(marks, k, requested.from))
  const from = holder < 0 ? requested.from : tiers[holder].partition.startOf(requested.from)
  const reached = [from]
  const seen = new Set(reached)
  for (;;) {
    const at = reached.sort((a, b) => a - b).shift()
    if (at === undefined) return undefined
    if (at >= requested.to) return { from, to: at }
    for (const next of stepsFrom(tiers, marks, fits, at, requested.to))
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

/** The cover that all writers share: if one writer can only serve a wider range, all of them serve that. */
export function coverOfAll(
  tiers: readonly Tier[],
  writers: readonly (readonly TierMark[])[],
  fits: readonly boolean[],
  requested: Range,
): Range | undefined {
  let range = requested
  for (;;) {
    const covers = writers.map(marks => cover(tiers, marks, fits, range))
    if (covers.includes(undefined)) return undefined
    const from = Math.min(range.from, ...covers.map(one => one!.from))
    const to = Math.max(range.to, ...covers.map(one => one!.to))
    if (from === range.from && to === range.to) return range
    range = { from, to }
  }
}
