import { type Codec, createCodec } from '../codec/codec'
import { SeriesIndex } from '../series/series-index'
import { toSeriesName } from '../series/series-key'
import { Frame } from '../state/frame'
import type { Marks, Store, Writer } from '../store/store'
import { isSameRollup, writerName } from '../store/writer-name'
import { Ledger } from '../store/writer-session'
import type { Keeping } from '../tier/context'
import { checkAggregates, definitionOf, keptBy, readable } from '../tier/definition'
import type { Ladder } from '../tier/ladder'
import { allMarks, markOf } from '../tier/marks'
import { type Turn, turnOf } from '../tier/migration'
import { sealTier } from '../tier/seal'
import { LAST_INSTANT } from '../time/instant'
import { breathe, Pace } from '../time/yield'
import type { Settings } from './options'

const ITEMS_A_BREATH = 1000

/**
 * Takes a writer over, learns what it has written before, and takes that on to the tiers that are asked for.
 *
 * Throws TIDEMARK_MISMATCH where what is kept contradicts the settings: before the lease, so that who is refused has taken
 * nobody over.
 */
export async function openKeeping(settings: Settings): Promise<Keeping> {
  const { store, name, writer, shape, ladder, maxSeries } = settings
  const own = writerName(name, writer)
  const codec = createCodec(shape)
  await checkWriters(settings, codec, own)
  const ledger = new Ledger(store, await store.lease(own))
  const before = await writerOf(store, own)
  checkAggregates(own, keptBy(before), shape) // again, since who was taken over may have said them meanwhile
  const series = new SeriesIndex(maxSeries)
  const pace = new Pace(ITEMS_A_BREATH)
  for await (const { metric, tags } of store.series({ writer: own })) {
    series.append(toSeriesName(metric, tags))
    if (pace.spent(1)) await breathe()
  }
  const keeping = { shape, codec, ladder, store, ledger, series }
  const turn = await turnFrom(store, ladder, before)
  return turn ? takeTurn(keeping, turn) : goOn(keeping, before)
}

/** Throws TIDEMARK_MISMATCH where a writer of this rollup contradicts the settings, or could not be read with them. */
async function checkWriters({ store, shape, ladder }: Settings, codec: Codec, own: string): Promise<void> {
  for await (const writer of store.writers()) {
    if (!isSameRollup(writer.writer, own)) continue
    if (!writer.definition) await checkRows(store, codec, new Frame(shape, 1), writer)
    if (writer.writer !== own) readable(writer, { shape, ladder })
    else {
      checkAggregates(own, keptBy(writer), shape)
      await turnFrom(store, ladder, writer)
    }
  }
}

/** Reads a row of each tier, where it is nowhere said what they hold: all rows of a writer hold the same. */
async function checkRows(store: Store, codec: Codec, frame: Frame, { writer, marks }: Writer): Promise<void> {
  for (const tier of Object.keys(marks))
    for await (const { bytes } of store.read({ writer, tier, from: -LAST_INSTANT, to: LAST_INSTANT })) {
      codec.decode(bytes, frame, frame.append())
      break
    }
}

/** How the tiers of a writer become others; undefined where they are the same, or where it has none. */
async function turnFrom(store: Store, ladder: Ladder, before: Writer): Promise<Turn | undefined> {
  const { tiers } = keptBy(before)
  if (tiers.length === 0) return undefined
  if (tiers.length === ladder.length && tiers.every(({ name }, k) => name === ladder[k].name)) return undefined
  const { writer, marks } = before
  const [{ name }] = tiers
  const end = name === ladder[0].name ? -LAST_INSTANT : await endOf(store, writer, name) // the finest just goes on
  return turnOf(writer, ladder, tiers, marks, end)
}

/** The end of the last row of a tier: a row of each series is read. */
async function endOf(store: Store, writer: string, tier: string): Promise<number> {
  const pace = new Pace(ITEMS_A_BREATH)
  let end = -LAST_INSTANT
  const all = { from: -LAST_INSTANT, to: LAST_INSTANT, descending: true, limit: 1 }
  for await (const row of store.read({ writer, tier, ...all })) {
    end = Math.max(end, row.end)
    if (pace.spent(1)) await breathe()
  }
  return end
}

async function takeTurn(keeping: Keeping, { begun, carries, ladder, marks }: Turn): Promise<Keeping> {
  const { ledger, shape } = keeping
  const stand = (at: Marks) => ledger.commit({ series: [], rows: [], drops: [], marks: at })
  if (carries.length > 0) await stand(begun)
  for (const { from, into, to } of carries)
    while (markOf(ledger.marks, into).sealed < to) await sealTier(keeping, { name: from }, into, to)
  ledger.define(definitionOf(shape, ladder), marks)
  await stand(marks)
  return { ...keeping, ladder }
}

/** With the same tiers: what is new of the aggregates is said with the first commit, which has the first rows of it. */
function goOn(keeping: Keeping, before: Writer): Keeping {
  const { ledger, shape } = keeping
  const { tiers } = keptBy(before)
  const ladder = keeping.ladder.map((tier, k) => ({ ...tier, since: tiers[k]?.since }))
  ledger.define(definitionOf(shape, ladder), allMarks(ladder, ledger.marks))
  return { ...keeping, ladder }
}

async function writerOf(store: Store, own: string): Promise<Writer> {
  for await (const writer of store.writers()) if (writer.writer === own) return writer
  return { writer: own, epoch: 0, marks: {}, definition: null }
}
