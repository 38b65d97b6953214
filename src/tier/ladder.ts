import { inspect } from '../check/inspect'
import { rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { type Duration, formatDuration, toDuration } from '../time/duration'
import { LAST_INSTANT } from '../time/instant'
import { nests, widthThatNests } from '../window/nests'
import { toPartition } from '../window/to-windower'
import type { Partition } from '../window/windower'

/** A tier of the options: the width of its windows, and how long its rows are kept. */
export interface TierOptions {
  /** The width of the windows: a duration, `fixed()` or `calendar()`. */
  readonly every: Duration | Partition
  /**
   * How long a row is kept after the end of its window, for example `'7d'`. `advance()` drops rows, and only after the
   * next coarser tier holds them. Points that are older than what every tier still keeps are then refused as
   * TIDEMARK_EXPIRED; if `advance()` is never called, nothing is dropped or refused as too old.
   */
  readonly keep: Duration | 'forever'
}

/** One resolution of a rollup. */
export interface Tier {
  readonly name: string
  readonly partition: Partition
  /** How long a row is kept after the end of its window, milliseconds; Infinity for ever. */
  readonly keep: number
  /** The time at which it begins, if it was added to a writer that had rows: it holds nothing before. */
  readonly since?: number | undefined
}

/** Tiers from fine to coarse. Each window of a tier is a union of whole windows of the tier before. */
export type Ladder = readonly Tier[]

/** Checks tiers. Throws TIDEMARK_INVALID_OPTION; the message names what would fit. */
export function toLadder(tiers: readonly TierOptions[], sealDelay: number): Ladder {
  if (!Array.isArray(tiers) || tiers.length === 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `tiers must list at least one, like [{ every: '1m', keep: '7d' }], got ${inspect(tiers)}`,
    )
  const ladder = Array.from(tiers as readonly TierOptions[], (tier, k): Tier => {
    rejectUnknownOptions(`tiers[${k}]`, tier, { every: true, keep: true })
    const partition = toPartition(tier.every, `tiers[${k}].every`)
    const keep =
      tier.keep === 'forever'
        ? Number.POSITIVE_INFINITY
        : toDuration(tier.keep, `tiers[${k}].keep`, { least: 1, forever: true })
    return { name: partition.name, partition, keep }
  })
  for (let k = 1; k < ladder.length; k++) checkStep(ladder[k - 1], ladder[k], sealDelay)
  return ladder
}

/** The earliest and the latest instant whose windows, in every tier, start and end at valid instants. */
export function spanOf(ladder: Ladder): { readonly earliest: number; readonly latest: number } {
  const firsts = ladder.map(({ partition }) => {
    const start = partition.startOf(-LAST_INSTANT)
    return start < -LAST_INSTANT ? partition.endOf(-LAST_INSTANT) : start
  })
  const ends = ladder.map(({ partition }) => partition.startOf(LAST_INSTANT))
  return { earliest: Math.max(...firsts), latest: Math.min(...ends) - 1 }
}

function checkStep(fine: Tier, coarse: Tier, sealDelay: number): void {
  if (fine.name === coarse.name)
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `tiers name ${fine.name} twice: leave one of them out`)
  if (fine.partition.width > coarse.partition.width)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `tiers go from fine to coarse: put ${coarse.name} before ${fine.name}`,
    )
  if (!nests(fine.partition, coarse.partition))
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `tiers go from fine to coarse, each window a union of whole windows of the tier before: ${fine.name} cannot make ${coarse.name}; ${formatDuration(widthThatNests(coarse.partition))} could`,
    )
  const least = coarse.partition.width + sealDelay
  if (fine.keep < least)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `tier ${fine.name} keeps ${formatDuration(fine.keep)}, too short to fill a window of ${coarse.name}: keep at least ${formatDuration(least)} (its widest window and the sealDelay)`,
    )
}
