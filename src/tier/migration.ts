import { TidemarkError } from '../error'
import type { Mark, Marks } from '../store/store'
import { formatInstant, LAST_INSTANT } from '../time/instant'
import { nests } from '../window/nests'
import { parseWindowName } from '../window/parse-name'
import type { StoredTier } from './definition'
import type { Ladder, Tier } from './ladder'
import { ceilTo, floorTo, markOf, withMark } from './marks'

/** How a writer's tiers become others without a point lost. After each of its steps the store can be opened as before. */
export interface TierMigration {
  /** First the tiers that take what there is stand where they begin, or go on. */
  readonly begun: Marks
  /** Then rows of tiers that are left out are merged into these. */
  readonly carries: readonly Backfill[]
  /** Then these are the tiers; marks of tiers that are left out stay. */
  readonly ladder: Ladder
  readonly marks: Marks
}

/** Rows of a tier that are merged into another, up to an edge of that one. */
interface Backfill {
  readonly from: string
  readonly into: Tier
  readonly to: number
}

/** Where a tier begins or goes on. */
interface Placement {
  readonly mark: Mark
  readonly since?: number | undefined
  readonly carry?: Backfill | undefined
}

/**
 * Plans how the tiers that a writer kept become those of `ladder`; `end` is that of the last row of its finest tier, which
 * matters where another becomes the finest.
 *
 * The first tier of the ladder that was kept, or that the finest one can be merged into, is the base: up to its edge
 * behind that last row it takes what comes. Finer tiers begin at that edge. Coarser ones that are new begin with what the
 * tier before them still holds, and the next seal fills them; or with what one that is left out holds of older times. One
 * that was left out and comes back goes on from where it is whole: what it has of later windows is made again.
 *
 * Throws TIDEMARK_MISMATCH where rows that were dropped would be needed.
 */
export function planMigration(
  writer: string,
  ladder: Ladder,
  kept: readonly StoredTier[],
  marks: Marks,
  end: number,
): TierMigration {
  const [{ name: finestName }] = kept
  const finest = markOf(marks, kept[0])
  const windows = parseWindowName(finestName)
  const isKept = (tier: Tier) => kept.some(({ name }) => name === tier.name)
  const b = ladder.findIndex(tier => isKept(tier) || (windows && nests(windows, tier.partition)))
  if (b < 0) throw strangers(writer, ladder, kept)
  const base = ladder[b]
  const carried = base.name !== finestName
  const edge = ceilTo(base, Math.max(end, finest.dropped))

  const left = kept.filter(({ name }) => !ladder.some(tier => tier.name === name))
  const carries: Backfill[] = []
  let begun = marks
  let turned = marks
  const tiers: Tier[] = []
  for (const [k, tier] of ladder.entries()) {
    const source = k > b ? markOf(turned, ladder[k - 1]) : finest
    const { mark, since, carry } =
      k < b
        ? finerPlacement(writer, tier, k === 0, marks, finest, edge)
        : placementOf(writer, tier, kept, marks, source, left)
    if (carry) carries.push(carry)
    tiers.push(since === undefined || since === -LAST_INSTANT ? tier : { ...tier, since })
    if (k >= b) begun = withMark(begun, tier, mark)
    let { sealed } = mark
    if (carry) sealed = Math.max(sealed, carry.to)
    // Where it becomes the finest, what was merged into it ahead of time is not sealed by that.
    if (k === b) sealed = b > 0 ? Math.max(sealed, edge) : floorTo(tier, finest.sealed)
    turned = withMark(turned, tier, { ...mark, sealed })
  }
  const from = leastDropped(turned, ladder)
  if (from > Math.max(finest.sealed, leastDropped(marks, kept))) throw homeless(writer, ladder, from)
  if (carried) {
    carries.push({ from: finestName, into: base, to: edge })
    turned = withMark(turned, kept[0], { sealed: edge, dropped: finest.dropped })
  }
  return { begun, carries, ladder: tiers, marks: turned }
}

/** A tier before the base: it begins at the edge, unless it comes back and nothing came since. */
function finerPlacement(
  writer: string,
  tier: Tier,
  first: boolean,
  marks: Marks,
  finest: Mark,
  edge: number,
): Placement {
  const { sealed, dropped } = markOf(marks, tier)
  const reach = floorTo(tier, finest.sealed)
  if (!Object.hasOwn(marks, tier.name)) return { mark: { sealed: Math.min(edge, reach), dropped: edge }, since: edge }
  if (sealed < edge) throw interrupted(writer, tier, sealed, edge)
  return { mark: { sealed: first ? Math.min(sealed, reach) : sealed, dropped } }
}

/** The base or a tier behind it, which the rows of `source` go on. */
function placementOf(
  writer: string,
  tier: Tier,
  kept: readonly StoredTier[],
  marks: Marks,
  source: Mark,
  left: readonly StoredTier[],
): Placement {
  const { sealed, dropped } = markOf(marks, tier)
  const known = kept.find(({ name }) => name === tier.name)
  if (known === kept[0]) return { mark: { sealed, dropped }, since: known.since }
  if (known) {
    const holds = Math.max(sealed, dropped)
    if (source.dropped > holds) throw gap(writer, tier, holds, source.dropped)
    return { mark: { sealed, dropped }, since: known.since }
  }
  if (Object.hasOwn(marks, tier.name)) {
    const whole = floorTo(tier, sealed)
    if (source.dropped > Math.max(whole, dropped)) throw interrupted(writer, tier, whole, source.dropped)
    return { mark: { sealed: whole, dropped } }
  }
  const carry = olderRows(tier, marks, source, left)
  const since = ceilTo(tier, carry ? markOf(marks, { name: carry.from }).dropped : source.dropped)
  return { mark: { sealed: since, dropped: since }, since, carry }
}

/** The tier that is left out and can fill this one furthest back, up to where `source` goes on. */
function olderRows(tier: Tier, marks: Marks, source: Mark, left: readonly StoredTier[]): Backfill | undefined {
  let oldest = source.dropped
  let carry: Backfill | undefined
  for (const { name } of left) {
    const { sealed, dropped } = markOf(marks, { name })
    const windows = parseWindowName(name)
    const to = floorTo(tier, sealed)
    if (dropped >= oldest || to < source.dropped || !windows || !nests(windows, tier.partition)) continue
    oldest = dropped
    carry = { from: name, into: tier, to }
  }
  return carry
}

/** Where what tiers have dropped ends, of the one that holds most. */
function leastDropped(marks: Marks, tiers: readonly Pick<Tier, 'name'>[]): number {
  return Math.min(...tiers.map(tier => markOf(marks, tier).dropped))
}

function homeless(writer: string, ladder: Ladder, from: number): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer}: ${namesOf(ladder)} begin at ${formatInstant(from)}, and windows before that are not sealed yet: what still comes for them would have no place. Keep the tier that holds them until advance has sealed them`,
  )
}

function strangers(writer: string, ladder: Ladder, kept: readonly StoredTier[]): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer} keeps tiers of ${namesOf(kept)}, and none of ${namesOf(ladder)} can go on from there: keep one of them, or open the rollup under another name`,
  )
}

function gap(writer: string, tier: Tier, holds: number, from: number): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer}: ${tier.name} holds what came until ${formatInstant(holds)}, and the tier that it would go on from begins at ${formatInstant(from)}: leave out one tier at a time, from fine to coarse, or keep the finer one for longer first`,
  )
}

function interrupted(writer: string, tier: Tier, whole: number, from: number): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${writer}: ${tier.name} was left out, and what came between ${formatInstant(whole)} and ${formatInstant(from)} is not in it: drop its rows and its mark by hand, or leave it out`,
  )
}

function namesOf(tiers: readonly { readonly name: string }[]): string {
  return tiers.map(({ name }) => name).join(', ')
}
