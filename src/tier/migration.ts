import { TidemarkError } from '../error'
import type { Mark, Marks } from '../store/store'
import { formatInstant, LAST_INSTANT } from '../time/instant'
import { nests } from '../window/nests'
import { parseWindowName } from '../window/parse-name'
import type { StoredTier } from './definition'
import type { Ladder, Tier } from './ladder'
import { ceilTo, floorTo, markOf, withMark } from './marks'

/** The steps that change the tiers of a writer without losing a point. After each step, the store can still be opened with the old tiers. */
export interface TierMigration {
  /** First, the marks of the tiers that receive rows are set to where each begins or continues. */
  readonly begun: Marks
  /** Then rows of removed tiers are merged into others. */
  readonly backfills: readonly Backfill[]
  /** Then these are the tiers. Marks of removed tiers stay. */
  readonly ladder: Ladder
  readonly marks: Marks
}

/** Rows of a removed tier to merge into another tier, up to an edge of its windows. */
interface Backfill {
  readonly from: string
  readonly into: Tier
  readonly to: number
}

/** Where a tier begins or continues. */
interface Placement {
  readonly mark: Mark
  readonly since?: number | undefined
  readonly backfill?: Backfill | undefined
}

/**
 * Plans how the stored tiers of a writer become those of `ladder`. `end` is the end of the last row of its finest tier; it
 * matters if another tier becomes the finest.
 *
 * The base is the first tier of the ladder that is stored, or that the finest stored tier can be merged into. It receives
 * all rows up to its first edge after that last row. Finer tiers begin at that edge. A new coarser tier begins with what
 * the tier before it still holds, and the next seal fills it; or with older rows of a removed tier. A removed tier that
 * comes back continues from where it is complete: its later windows are merged again.
 *
 * @throws TIDEMARK_MISMATCH if rows would be needed that were dropped
 */
export function planMigration(
  writer: string,
  ladder: Ladder,
  stored: readonly StoredTier[],
  marks: Marks,
  end: number,
): TierMigration {
  const [{ name: finestName }] = stored
  const finest = markOf(marks, stored[0])
  const windows = parseWindowName(finestName)
  const isStored = (tier: Tier) => stored.some(({ name }) => name === tier.name)
  const b = ladder.findIndex(tier => isStored(tier) || (windows && nests(windows, tier.partition)))
  if (b < 0) throw unrelatedTiers(writer, ladder, stored)
  const base = ladder[b]
  const replacesFinest = base.name !== finestName
  const edge = ceilTo(base, Math.max(end, finest.dropped))

  const removed = stored.filter(({ name }) => !ladder.some(tier => tier.name === name))
  const backfills: Backfill[] = []
  let begun = marks
  let migrated = marks
  const tiers: Tier[] = []
  for (const [k, tier] of ladder.entries()) {
    const finer = k > b ? markOf(migrated, ladder[k - 1]) : finest
    const { mark, since, backfill } =
      k < b
        ? finerPlacement(writer, tier, k === 0, marks, finest, edge)
        : placementOf(writer, tier, stored, marks, finer, removed)
    if (backfill) backfills.push(backfill)
    tiers.push(since === undefined || since === -LAST_INSTANT ? tier : { ...tier, since })
    if (k >= b) begun = withMark(begun, tier, mark)
    let { sealed } = mark
    if (backfill) sealed = Math.max(sealed, backfill.to)
    // A base that becomes the finest tier counts as sealed only as far as the finest was.
    if (k === b) sealed = b > 0 ? Math.max(sealed, edge) : floorTo(tier, finest.sealed)
    migrated = withMark(migrated, tier, { ...mark, sealed })
  }
  const from = leastDropped(migrated, ladder)
  if (from > Math.max(finest.sealed, leastDropped(marks, stored))) throw uncoveredWindows(writer, ladder, from)
  if (replacesFinest) {
    backfills.push({ from: finestName, into: base, to: edge })
    migrated = withMark(migrated, stored[0], { sealed: edge, dropped: finest.dropped })
  }
  return { begun, backfills, ladder: tiers, marks: migrated }
}

/** A tier before the base: it begins at the edge, unless it comes back and no rows came since it was removed. */
function finerPlacement(
  writer: string,
  tier: Tier,
  first: boolean,
  marks: Marks,
  finest: Mark,
  edge: number,
): Placement {
  const { sealed, dropped } = markOf(marks, tier)
  const finestSealed = floorTo(tier, finest.sealed)
  if (!Object.hasOwn(marks, tier.name))
    return { mark: { sealed: Math.min(edge, finestSealed), dropped: edge }, since: edge }
  if (sealed < edge) throw incompleteTier(writer, tier, sealed, edge)
  return { mark: { sealed: first ? Math.min(sealed, finestSealed) : sealed, dropped } }
}

/** The base or a coarser tier, which continues with the rows of `finer`. */
function placementOf(
  writer: string,
  tier: Tier,
  stored: readonly StoredTier[],
  marks: Marks,
  finer: Mark,
  removed: readonly StoredTier[],
): Placement {
  const { sealed, dropped } = markOf(marks, tier)
  const known = stored.find(({ name }) => name === tier.name)
  if (known === stored[0]) return { mark: { sealed, dropped }, since: known.since }
  if (known) {
    const holds = Math.max(sealed, dropped)
    if (finer.dropped > holds) throw missingRows(writer, tier, holds, finer.dropped)
    return { mark: { sealed, dropped }, since: known.since }
  }
  if (Object.hasOwn(marks, tier.name)) {
    const complete = floorTo(tier, sealed)
    if (finer.dropped > Math.max(complete, dropped)) throw incompleteTier(writer, tier, complete, finer.dropped)
    return { mark: { sealed: complete, dropped } }
  }
  const backfill = olderRows(tier, marks, finer, removed)
  const since = ceilTo(tier, backfill ? markOf(marks, { name: backfill.from }).dropped : finer.dropped)
  return { mark: { sealed: since, dropped: since }, since, backfill }
}

/** The removed tier that can fill this one furthest back, up to where `finer` continues. */
function olderRows(tier: Tier, marks: Marks, finer: Mark, removed: readonly StoredTier[]): Backfill | undefined {
  let oldest = finer.dropped
  let backfill: Backfill | undefined
  for (const { name } of removed) {
    const { sealed, dropped } = markOf(marks, { name })
    const windows = parseWindowName(name)
    const to = floorTo(tier, sealed)
    if (dropped >= oldest || to < finer.dropped || !windows || !nests(windows, tier.partition)) continue
    oldest = dropped
    backfill = { from: name, into: tier, to }
  }
  return backfill
}

/** The least time up to which one of these tiers has dropped its rows. */
function leastDropped(marks: Marks, tiers: readonly Pick<Tier, 'name'>[]): number {
  return Math.min(...tiers.map(tier => markOf(marks, tier).dropped))
}

function uncoveredWindows(writer: string, ladder: Ladder, from: number): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer}: ${namesOf(ladder)} begin at ${formatInstant(from)}, and earlier windows are not sealed yet: points that still come for them would have no tier. Keep the tier that holds them until advance() has sealed them`,
  )
}

function unrelatedTiers(writer: string, ladder: Ladder, stored: readonly StoredTier[]): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer} has tiers of ${namesOf(stored)}, and none of ${namesOf(ladder)} can continue from them: keep one of them, or open the rollup under another name`,
  )
}

function missingRows(writer: string, tier: Tier, holds: number, from: number): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer}: ${tier.name} holds rows up to ${formatInstant(holds)}, and the tier that it would continue from begins at ${formatInstant(from)}: remove one tier at a time, from fine to coarse, or keep the finer one longer first`,
  )
}

function incompleteTier(writer: string, tier: Tier, complete: number, from: number): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer}: ${tier.name} was removed for a while, and rows between ${formatInstant(complete)} and ${formatInstant(from)} are not in it: drop its rows and its mark by hand, or leave it out`,
  )
}

function namesOf(tiers: readonly { readonly name: string }[]): string {
  return tiers.map(({ name }) => name).join(', ')
}
