import { type Codec, createCodec } from '../codec/codec'
import { SeriesIndex } from '../series/series-index'
import { toSeriesKey } from '../series/series-key'
import { Frame } from '../state/frame'
import type { Marks, Store, WriterRecord } from '../store/store'
import { isSameRollup, writerName } from '../store/writer-name'
import { WriterSession } from '../store/writer-session'
import type { WriterContext } from '../tier/context'
import { checkAggregates, keptBy, readableTiers, storedDefinition } from '../tier/definition'
import type { Ladder } from '../tier/ladder'
import { allMarks, markOf } from '../tier/marks'
import { planMigration, type TierMigration } from '../tier/migration'
import { sealTier } from '../tier/seal'
import { LAST_INSTANT } from '../time/instant'
import { WorkBudget, yieldToEventLoop } from '../time/yield'
import type { Settings } from './options'

const ITEMS_PER_OPEN_YIELD = 1000

/**
 * Takes a writer over, learns what it has written before, and takes that on to the tiers that are asked for.
 *
 * Throws TIDEMARK_MISMATCH where what is kept contradicts the settings: before the lease, so that who is refused has taken
 * nobody over.
 */
export async function openWriter(settings: Settings): Promise<WriterContext> {
  const { store, name, writer, schema, ladder, maxSeries } = settings
  const own = writerName(name, writer)
  const codec = createCodec(schema)
  await checkWriters(settings, codec, own)
  const session = new WriterSession(store, await store.lease(own))
  const before = await writerOf(store, own)
  checkAggregates(own, keptBy(before), schema) // again, since who was taken over may have said them meanwhile
  const series = new SeriesIndex(maxSeries)
  const pace = new WorkBudget(ITEMS_PER_OPEN_YIELD)
  for await (const { metric, tags } of store.series({ writer: own })) {
    series.append(toSeriesKey(metric, tags))
    if (pace.spent(1)) await yieldToEventLoop()
  }
  const context = { schema: schema, codec, ladder, store, session: session, series }
  const turn = await migrationFrom(store, ladder, before)
  return turn ? applyMigration(context, turn) : resume(context, before)
}

/** Throws TIDEMARK_MISMATCH where a writer of this rollup contradicts the settings, or could not be read with them. */
async function checkWriters({ store, schema, ladder }: Settings, codec: Codec, own: string): Promise<void> {
  for await (const writer of store.writers()) {
    if (!isSameRollup(writer.writer, own)) continue
    if (!writer.definition) await checkStoredRows(store, codec, new Frame(schema, 1), writer)
    if (writer.writer !== own) readableTiers(writer, { schema, ladder })
    else {
      checkAggregates(own, keptBy(writer), schema)
      await migrationFrom(store, ladder, writer)
    }
  }
}

/** Reads a row of each tier, where it is nowhere said what they hold: all rows of a writer hold the same. */
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

/** How the tiers of a writer become others; undefined where they are the same, or where it has none. */
async function migrationFrom(store: Store, ladder: Ladder, before: WriterRecord): Promise<TierMigration | undefined> {
  const { tiers } = keptBy(before)
  if (tiers.length === 0) return undefined
  if (tiers.length === ladder.length && tiers.every(({ name }, k) => name === ladder[k].name)) return undefined
  const { writer, marks } = before
  const [{ name }] = tiers
  const end = name === ladder[0].name ? -LAST_INSTANT : await endOfRows(store, writer, name) // the finest just goes on
  return planMigration(writer, ladder, tiers, marks, end)
}

/** The end of the last row of a tier: a row of each series is read. */
async function endOfRows(store: Store, writer: string, tier: string): Promise<number> {
  const pace = new WorkBudget(ITEMS_PER_OPEN_YIELD)
  let end = -LAST_INSTANT
  const all = { from: -LAST_INSTANT, to: LAST_INSTANT, descending: true, limit: 1 }
  for await (const row of store.read({ writer, tier, ...all })) {
    end = Math.max(end, row.end)
    if (pace.spent(1)) await yieldToEventLoop()
  }
  return end
}

async function applyMigration(
  context: WriterContext,
  { begun, carries, ladder, marks }: TierMigration,
): Promise<WriterContext> {
  const { session, schema } = context
  const stand = (at: Marks) => session.commit({ series: [], rows: [], drops: [], marks: at })
  if (carries.length > 0) await stand(begun)
  for (const { from, into, to } of carries)
    while (markOf(session.marks, into).sealed < to) await sealTier(context, { name: from }, into, to)
  session.define(storedDefinition(schema, ladder), marks)
  await stand(marks)
  return { ...context, ladder }
}

/** With the same tiers: what is new of the aggregates is said with the first commit, which has the first rows of it. */
function resume(context: WriterContext, before: WriterRecord): WriterContext {
  const { session, schema } = context
  const { tiers } = keptBy(before)
  const ladder = context.ladder.map((tier, k) => ({ ...tier, since: tiers[k]?.since }))
  session.define(storedDefinition(schema, ladder), allMarks(ladder, session.marks))
  return { ...context, ladder }
}

async function writerOf(store: Store, own: string): Promise<WriterRecord> {
  for await (const writer of store.writers()) if (writer.writer === own) return writer
  return { writer: own, epoch: 0, marks: {}, definition: null }
}
