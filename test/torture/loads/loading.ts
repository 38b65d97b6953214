import { argv, kill, pid } from 'node:process'
import Database from 'libsql'
import { sqliteStore } from '../../../src/store/sqlite'
import type { LoaderOptions } from './killed-load'
import { say } from './say'
import { batchOf, eventOf, openLoad, positionOf, timeOf } from './source'
import { watched } from './watched'

const BATCHES_AN_ADVANCE = 8

const { file, seed, events, way, dieAt, synchronous }: LoaderOptions = JSON.parse(argv[2])

let statements = 0
const handle = watched(new Database(file), (sql, run) => {
  if (++statements === dieAt) kill(pid, 'SIGKILL')
  const step = /^(BEGIN|COMMIT|ROLLBACK)/.exec(sql)?.[0]
  if (way === 'without transactions' && step) return undefined as ReturnType<typeof run>
  if (step === 'BEGIN') say('begin')
  const result = run()
  if (step && step !== 'BEGIN') say('end')
  return result
})

say('opening')
const load = await openLoad(sqliteStore(handle, { synchronous }))
let at = positionOf(load)
say(`loading ${at}`)
let committing = Promise.resolve()
for (let batch = 1; at < events; batch++) {
  const next = Math.min(at + batchOf(seed, at), events)
  say(`asked ${next}`)
  if (way === 'position first') await load.flush({ position: { at: next } })
  for (; at < next; at++) load.add(eventOf(seed, at))
  await committing
  committing = commit(next)
  // Every other batch gathers while the one before is committed.
  if (batch % 2 === 0) await committing
  if (batch % BATCHES_AN_ADVANCE === 0) await load.advance(timeOf(at))
}
await committing
await load.advance(timeOf(at))
await load.close()

async function commit(at: number): Promise<void> {
  const position = { at }
  await load.flush(way === 'position first' || way === 'states first' ? {} : { position })
  if (way === 'states first') await load.flush({ position })
  say(`committed ${at}`)
}
