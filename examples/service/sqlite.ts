// A durable rollup: killed at any moment, it goes on where its last commit ended, and counts each order exactly once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import Database from 'libsql' // better-sqlite3 and node:sqlite (DatabaseSync) do as well
import { count, rollup, sum } from 'tidemark'
import { keepTime } from 'tidemark/node'
import { sqliteStore } from 'tidemark/sqlite'

const folder = mkdtempSync(`${tmpdir()}/tidemark-`)
const file = `${folder}/orders.db`

// A log that can be read again from any place, as Kafka's partitions or a table's ids can: an order every ten seconds.
const OPENED = Date.parse('2026-03-02T08:00Z')
const log = Array.from({ length: 1_000 }, (_, offset) => ({
  metric: 'euros',
  value: 5 + (offset % 7),
  time: OPENED + 10_000 * offset,
  tags: { shop: offset % 3 === 0 ? 'oslo' : 'bergen' },
}))

let now = OPENED // the log's own time: a service leaves `clock` out

/** Reads the log from where the last commit says, up to an offset, and ends without closing anything, as kill -9 does. */
async function run(upTo: number): Promise<void> {
  const handle = new Database(file)
  const aggregates = { orders: count(), euros: sum() }
  const api = await rollup({ aggregates, store: sqliteStore(handle), clock: () => now })
  await using _time = keepTime(api, { every: '10s', onError: console.error }) // calls advance() while the service runs

  const from = (api.position as number | null) ?? 0
  for (let offset = from; offset < upTo; offset++) {
    now = log[offset].time
    api.add(log[offset])
    // States and position in one transaction. Where nothing is awaited in between, no other commit can part them.
    if (offset % 100 === 99) await api.flush({ position: offset + 1 })
    if (offset % 100 === 99) await api.advance()
  }
  const answer = await api.query({ metric: 'euros', by: ['shop'], from: OPENED, to: OPENED + 10_800_000 })
  const said = [...answer.rows()].map(({ tags, orders, euros }) => `${tags.shop} ${orders} orders, ${euros} euros`)
  console.log(`read ${from} to ${upTo}: ${said.join('; ')}`)
  handle.close()
}

await run(450) // dies with 50 orders that were added and not yet committed
await run(1_000)

// The file is SQLite's: any tool reads what is kept, and how far. In the shell:
//   sqlite3 orders.db "SELECT tier, tags, count(*), min([from]), max([to]) FROM tidemark GROUP BY tier, tags"
const reader = new Database(file)
const kept = reader.prepare(
  'SELECT tier, tags, count(*) AS n, min([from]) AS first, max([to]) AS last FROM tidemark GROUP BY tier, tags ORDER BY tier, tags',
)
for (const { tier, tags, n, first, last } of kept.all() as Record<string, string | number>[])
  console.log(`${tier} ${tags} ${n} rows, ${first} to ${last}`)
reader.close()
rmSync(folder, { recursive: true })
