import type { ErrorCode } from '../error'
import type { Counters } from '../ingest/counters'
import { markOf } from '../tier/marks'
import { LAST_INSTANT } from '../time/instant'
import type { Engine } from './engine'

/** The counters of a rollup since it was opened: offered = accepted + rejected + expired, always. */
export interface RollupStats {
  /** Points that were passed to the rollup. */
  readonly offered: number
  /** Points that count. */
  readonly accepted: number
  /** Accepted points whose window was sealed already; they count all the same. */
  readonly late: number
  /** Accepted points that counted into an overflow series, because there are `maxSeries` already. */
  readonly overflowed: number
  /** Points that were refused, because they were older than what every tier keeps. */
  readonly expired: number
  /** Points that were refused for other reasons, by the code of the error. */
  readonly rejected: { readonly [code in ErrorCode]?: number }
  /** Rows of states that `drain` took out. Their points were counted when they were added. */
  readonly drained: number
  /** Rows of states that `absorb` merged in. Their points were counted by the rollup that they were added to. */
  readonly absorbed: number
  /** Rows that wait for their commit. */
  readonly pending: number
  /** The number of series. */
  readonly series: number
  /** The time up to which each tier is sealed, epoch milliseconds; null before the first seal. */
  readonly sealed: { readonly [tier: string]: number | null }
}

/** Copies what is counted now. */
export function statsOf(counters: Counters, { context, head }: Engine): RollupStats {
  const { offered, accepted, rejected, late, expired, overflowed, drained, absorbed } = counters
  const { ladder, session, series } = context
  const sealed = ladder.map(tier => [tier.name, sealedAt(markOf(session.marks, tier).sealed)])
  return {
    offered,
    accepted,
    rejected: { ...rejected },
    late,
    expired,
    overflowed,
    drained,
    absorbed,
    pending: head.countRows(),
    series: series.length,
    sealed: Object.fromEntries(sealed),
  }
}

function sealedAt(time: number): number | null {
  return time === -LAST_INSTANT ? null : time
}
