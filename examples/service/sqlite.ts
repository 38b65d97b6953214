// A durable rollup: if it is killed, it resumes where its last commit ended, and each order is counted exactly once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import Database from 'libsql' // better-sqlite3 and node:sqlite (DatabaseSync) do as well
import { count, rollup, sum } from 'tidemark'
import { keepTime } from 'tidemark/node'
import { sqliteStore } from 'tidemark/sqlite'

const folder = mkdtempSync(`${tmpdir()}/tidemark-`)
const file = `${folder}/orders.db`

// A log that you can read again from any offset, like a Kafka partition or the ids of a table: an order every ten seconds.
const OPENED = Date.parse('2026-03-02T08:00Z')
const log = Array.from({ length: 1_000 }, (_, offset) => ({
  metric: 'euros',
  value: 5 + (offset % 7),
  time: OPENED + 10_000 * offset,
  tags: { shop: offset % 3 === 0 ? 'oslo' : 'bergen' },
}))

let now = OPENED // the log's own time; your service leaves `clock` out

/** Reads the log from the last committed position up to an offset, and ends without closing the rollup, as kill -9 does. */
async function run(upTo: number): Promise<void> {
  const handle = new Database(file)
  const aggregates = { orders: count(), euros: sum() }
  const api = await rollup({ aggregates, store: sqliteStore(handle), clock: () => now })
  const from = (api.position as number | null) ?? 0
  let next = from
  await using _time = keepTime(api, { every: '10s', position: () => next, onError: console.error })

  while (next < upTo) {
    now = log[next].time
    api.add(log[next++])
    if (next % 100 > 0) continue
    await api.flush({ position: next }) // states and position in one transaction; keepTime does the same on its timer
    await api.advance()
  }
  const answer = await api.query({ metric: 'euros', by: ['shop'], from: OPENED, to: OPENED + 10_800_000 })
  const shops = [...answer.rows()].map(({ tags, orders, euros }) => `${tags.shop} ${orders} orders, ${euros} euros`)
  console.log(`read ${from} to ${upTo}: ${shops.join('; ')}`)
  handle.close()
}

await run(450) // dies with 50 orders that were added and not committed
await run(1_000)

// The file is a SQLite database: any tool can read its rows. In the shell:
//   sqlite3 orders.db "SELECT tier, tags, count(*), min([from]), max([to]) FROM tidemark GROUP BY tier, tags"
const reader = new Database(file)
const kept = reader.prepare(
  'SELECT tier, tags, count(*) AS n, min([from]) AS first, max([to]) AS last FROM tidemark GROUP BY tier, tags ORDER BY tier, tags',
)
for (const { tier, tags, n, first, last } of kept.all() as Record<string, string | number>[])
  console.log(`${tier} ${tags} ${n} rows, ${first} to ${last}`)
reader.close()
rmSync(folder, { recursive: true })
