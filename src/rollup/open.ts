import { type Codec, createCodec } from '../codec/codec'
import { SeriesIndex } from '../series/series-index'
import { toSeriesKey } from '../series/series-key'
import { Frame } from '../state/frame'
import type { Marks, Store, WriterRecord } from '../store/store'
import { isSameRollup, writerName } from '../store/writer-name'
import { WriterSession } from '../store/writer-session'
import type { WriterContext } from '../tier/context'
import { checkAggregates, definitionOf, readableTiers, storedDefinition } from '../tier/definition'
import type { Ladder } from '../tier/ladder'
import { allMarks, markOf } from '../tier/marks'
import { planMigration, type TierMigration } from '../tier/migration'
import { sealTier } from '../tier/seal'
import { LAST_INSTANT } from '../time/instant'
import { WorkBudget, yieldToEventLoop } from '../time/yield'
import type { Settings } from './options'

const ITEMS_PER_OPEN_YIELD = 1000

/**
 * Opens a writer: takes over its lease, loads its series, and changes its stored tiers to those of the settings.
 *
 * @throws TIDEMARK_MISMATCH if stored rows contradict the settings. This is checked before the lease is taken: a refused
 * open does not take over the writer.
 */
export async function openWriter(settings: Settings): Promise<WriterContext> {
  const { store, name, writer, schema, ladder, maxSeries } = settings
  const own = writerName(name, writer)
  const codec = createCodec(schema)
  await checkWriters(settings, codec, own)
  const session = new WriterSession(store, await store.lease(own))
  const stored = await recordOf(store, own)
  checkAggregates(own, definitionOf(stored), schema) // again: the writer may have committed others before the lease
  const series = new SeriesIndex(maxSeries)
  const budget = new WorkBudget(ITEMS_PER_OPEN_YIELD)
  for await (const { metric, tags } of store.series({ writer: own })) {
    series.append(toSeriesKey(metric, tags))
    if (budget.spent(1)) await yieldToEventLoop()
  }
  const context = { schema, codec, ladder, store, session, series }
  const migration = await migrationFrom(store, ladder, stored)
  return migration ? applyMigration(context, migration) : resume(context, stored)
}

/** Throws TIDEMARK_MISMATCH if a writer of this rollup contradicts the settings, or cannot be read with them. */
async function checkWriters({ store, schema, ladder }: Settings, codec: Codec, own: string): Promise<void> {
  for await (const record of store.writers()) {
    if (!isSameRollup(record.writer, own)) continue
    if (!record.definition) await checkStoredRows(store, codec, new Frame(schema, 1), record)
    if (record.writer !== own) readableTiers(record, { schema, ladder })
    else {
      checkAggregates(own, definitionOf(record), schema)
      await migrationFrom(store, ladder, record)
    }
  }
}

/** Decodes one row per tier of a writer without a definition: all of its rows hold the same aggregates. */
async function checkStoredRows(
  store: Store,
  codec: Codec,
  frame: Frame,
  { writer, marks }: WriterRecord,
): Promise<void> {
  for (const tier of Object.keys(marks))
    for await (const { bytes } of store.read({ writer, tier, from: -LAST_INSTANT, to: LAST_INSTANT })) {
      codec.decode(bytes, frame, frame.append())
      break
    }
}

/** Plans the migration of a writer; undefined if its tiers are the same, or if it has none yet. */
async function migrationFrom(store: Store, ladder: Ladder, stored: WriterRecord): Promise<TierMigration | undefined> {
  const { tiers } = definitionOf(stored)
  if (tiers.length === 0) return undefined
  if (tiers.length === ladder.length && tiers.every(({ name }, k) => name === ladder[k].name)) return undefined
  const { writer, marks } = stored
  const [{ name }] = tiers
  const end = name === ladder[0].name ? -LAST_INSTANT : await endOfRows(store, writer, name) // the finest tier continues
  return planMigration(writer, ladder, tiers, marks, end)
}

/** The end of the last row of a tier. Reads one row per series. */
async function endOfRows(store: Store, writer: string, tier: string): Promise<number> {
  const budget = new WorkBudget(ITEMS_PER_OPEN_YIELD)
  let end = -LAST_INSTANT
  const all = { from: -LAST_INSTANT, to: LAST_INSTANT, descending: true, limit: 1 }
  for await (const row of store.read({ writer, tier, ...all })) {
    end = Math.max(end, row.end)
    if (budget.spent(1)) await yieldToEventLoop()
  }
  return end
}

/** Runs the steps of a migration, each a commit: an interrupted one is planned again when the rollup is opened next. */
async function applyMigration(
  context: WriterContext,
  { begun, backfills, ladder, marks }: TierMigration,
): Promise<WriterContext> {
  const { session, schema } = context
  const commitMarks = (marks: Marks) => session.commit({ series: [], rows: [], drops: [], marks })
  if (backfills.length > 0) await commitMarks(begun)
  for (const { from, into, to } of backfills)
    while (markOf(session.marks, into).sealed < to) await sealTier(context, { name: from }, into, to)
  session.define(storedDefinition(schema, ladder), marks)
  await commitMarks(marks)
  return { ...context, ladder }
}

/** Continues with the same tiers. New aggregates enter the stored definition with the first commit, which has their first rows. */
function resume(context: WriterContext, stored: WriterRecord): WriterContext {
  const { session, schema } = context
  const { tiers } = definitionOf(stored)
  const ladder = context.ladder.map((tier, k) => ({ ...tier, since: tiers[k]?.since }))
  session.define(storedDefinition(schema, ladder), allMarks(ladder, session.marks))
  return { ...context, ladder }
}

async function recordOf(store: Store, own: string): Promise<WriterRecord> {
  for await (const record of store.writers()) if (record.writer === own) return record
  return { writer: own, epoch: 0, marks: {}, definition: null }
}
