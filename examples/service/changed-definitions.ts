// A service whose questions grow over the years: its aggregates and tiers change, and the rows it has stored stay.
import { count, max, memoryStore, rollup, type Store } from 'tidemark'

const HOUR = 3_600_000
const store = memoryStore() // or sqliteStore(database), which outlives the process
let now = Date.parse('2026-03-02T00:00Z')
const clock = () => now

const january = { requests: count() }
const minutes = { every: '1m', keep: '12h' } as const
const hours = { every: '1h', keep: 'forever' } as const
const first = await rollup({ aggregates: january, tiers: [minutes, hours], store, clock })
for (const end = now + 24 * HOUR; now < end; now += 10 * 60_000) first.add({ metric: 'api', value: now % 97 })
await first.advance()
await first.close()

// The next version adds the slowest request, and a tier of 15 minutes that is filled from the minutes that remain.
const march = { requests: count(), slowest: max() }
const quarters = { every: '15m', keep: '30d' } as const
const second = await rollup({ aggregates: march, tiers: [minutes, quarters, hours], store, clock })
for (const end = now + 3 * HOUR; now < end; now += 10 * 60_000) second.add({ metric: 'api', value: now % 97 })
await second.advance()

const ask = { metric: 'api', from: now - 18 * HOUR, to: now, every: '3h' } as const
const answer = await second.query(ask)
for (const { start, requests, slowest } of answer.rows())
  console.log(new Date(start).toISOString().slice(5, 16), `${requests} requests, slowest ${slowest ?? 'unknown'}`)
const [{ tier, from }] = (await second.explain({ ...ask, from: now - 15 * HOUR, every: '30m' })).segments
console.log(`${tier} serves from ${new Date(from).toISOString().slice(5, 16)} on: the minutes before were dropped`)
await second.close()

// The next version removes that tier. Its rows stay in the store, unread, until you drop them.
const third = await rollup({ aggregates: march, tiers: [minutes, hours], store, clock })
await third.close()
const rowsOf = () => store.usage()['15m'].rows
console.log(`${rowsOf()} rows of 15m before`)
await dropTier(store, 'rollup/main', '15m')
console.log(`${rowsOf()} rows of 15m after`)

/** Drops a tier that no definition names any more: its rows, and its mark, the time up to which it is sealed. */
async function dropTier(store: Store, writer: string, tier: string): Promise<void> {
  const lease = await store.lease(writer) // another process that has this writer open is fenced
  const { [tier]: _, ...marks } = lease.marks
  const drops = [{ tier, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }]
  await store.commit({ lease, sequence: lease.sequence + 1, series: [], rows: [], drops, marks })
}
