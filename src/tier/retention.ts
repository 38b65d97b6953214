import type { Readings } from '../aggregate/aggregate'
import { Frame } from '../state/frame'
import { readAll } from '../state/readings'
import type { Row } from '../store/store'
import { formatInstant } from '../time/instant'
import { WorkBudget, yieldToEventLoop } from '../time/yield'
import type { WriterContext } from './context'
import type { Tier } from './ladder'
import { markOf, retentionFrontiers, sealTargets, withMark } from './marks'

const ROWS_PER_BATCH = 500

/** A decoded row that is about to be dropped. */
export interface ExpiringRow<A extends Record<string, any> = Record<string, any>> {
  readonly metric: string
  readonly tags: Readonly<Record<string, string>>
  readonly start: number
  readonly end: number
  /** The reading of each aggregate, as `select` receives it. */
  readonly readings: Readings<A>
}

/** A batch of the rows of one tier that are about to be dropped. */
export interface ExpiringBatch<A extends Record<string, any> = Record<string, any>> {
  readonly tier: string
  readonly rows: readonly ExpiringRow<A>[]
}

/** Rows past their keep that were not dropped, and what holds them back. */
export interface BlockedRows {
  readonly tier: string
  readonly rows: number
  /** The coarser tier that does not hold them yet, or `onExpire`. */
  readonly by: string
  readonly why: string
  /** What `onExpire` threw. */
  readonly error?: unknown
}

/** What retention would do with a tier. */
export interface RetentionPlan {
  readonly tier: string
  /** How long rows are kept, milliseconds; Infinity for ever. */
  readonly keep: number
  /** Rows that end here or before would be dropped; epoch milliseconds. */
  readonly until: number
  /** How many rows would be dropped. */
  readonly rows: number
  readonly blocked: BlockedRows | null
}

/** Plans what retention would do at `now` with the stored rows, after the windows that are due are sealed. Changes nothing. */
export async function planRetention(context: WriterContext, now: number, sealDelay: number): Promise<RetentionPlan[]> {
  const { ladder, session } = context
  const frontiers = retentionFrontiers(ladder, session.marks, now)
  const sealed = sealTargets(ladder, session.marks, now - sealDelay)
  const plans: RetentionPlan[] = []
  for (let k = 0; k < ladder.length; k++) {
    const tier = ladder[k]
    const { dropped } = markOf(session.marks, tier)
    const until = k + 1 < ladder.length ? Math.max(dropped, Math.min(frontiers[k], sealed[k + 1])) : frontiers[k]
    const held = await countRows(context, tier, until, frontiers[k])
    const rows = await countRows(context, tier, dropped, until)
    plans.push({
      tier: tier.name,
      keep: tier.keep,
      until,
      rows,
      blocked: held > 0 ? heldBack(tier, ladder[k + 1], held, until) : null,
    })
  }
  return plans
}

/**
 * Drops the rows that are past their keep and held by the next coarser tier. `onExpire` receives them first, in batches. If
 * it throws, nothing of that tier is dropped, and it receives the same rows next time.
 */
export async function dropExpired(
  context: WriterContext,
  now: number,
  sealDelay: number,
  onExpire?: (batch: ExpiringBatch) => unknown,
): Promise<{ dropped: number; blocked: BlockedRows[] }> {
  const { ladder, session } = context
  const blocked: BlockedRows[] = []
  let dropped = 0
  const plans = await planRetention(context, now, sealDelay)
  for (let k = 0; k < ladder.length; k++) {
    const { until, rows, blocked: held } = plans[k]
    if (held) blocked.push(held)
    const mark = markOf(session.marks, ladder[k])
    if (until <= mark.dropped) continue
    const failure =
      onExpire && rows > 0 ? await passToOnExpire(context, ladder[k], mark.dropped, until, onExpire) : undefined
    if (failure) {
      blocked.push({ tier: ladder[k].name, rows, by: 'onExpire', why: 'onExpire threw', error: failure.error })
      continue
    }
    const marks = withMark(session.marks, ladder[k], { ...mark, dropped: until })
    const drops = rows > 0 ? [{ tier: ladder[k].name, from: mark.dropped, to: until }] : []
    await session.commit({ series: [], rows: [], drops, marks })
    dropped += rows
  }
  return { dropped, blocked }
}

function heldBack(tier: Tier, next: Tier, rows: number, until: number): BlockedRows {
  return { tier: tier.name, rows, by: next.name, why: `${next.name} is sealed up to ${formatInstant(until)} only` }
}

async function countRows(context: WriterContext, tier: Tier, from: number, to: number): Promise<number> {
  let rows = 0
  for await (const batch of batches(context, tier, from, to)) rows += batch.length
  return rows
}

/** Passes rows to `onExpire`, batch by batch. Stops at the first error and returns it. */
async function passToOnExpire(
  context: WriterContext,
  tier: Tier,
  from: number,
  to: number,
  onExpire: (batch: ExpiringBatch) => unknown,
): Promise<{ readonly error: unknown } | undefined> {
  const { series, codec, schema } = context
  for await (const batch of batches(context, tier, from, to)) {
    const frame = new Frame(schema, batch.length)
    frame.append(batch.length)
    const rows = batch.map((row, i): ExpiringRow => {
      const missing = codec.decodeLenient(row.bytes, frame, i)
      const key = { metric: series.metricOf(row.series), tags: series.tagsOf(row.series) }
      return { ...key, start: row.start, end: row.end, readings: readAll(frame, i, missing) }
    })
    try {
      await onExpire({ tier: tier.name, rows })
    } catch (error) {
      return { error }
    }
  }
  return undefined
}

async function* batches(context: WriterContext, tier: Tier, from: number, to: number): AsyncIterable<Row[]> {
  if (from >= to) return
  const budget = new WorkBudget(ROWS_PER_BATCH)
  let batch: Row[] = []
  for await (const row of context.store.read({ writer: context.session.writer, tier: tier.name, from, to })) {
    batch.push(row)
    if (!budget.spent(1)) continue
    yield batch
    batch = []
    await yieldToEventLoop()
  }
  if (batch.length > 0) yield batch
}
