import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import Database from 'libsql'
import { memoryStore } from 'tidemark'
import { sqliteStore } from 'tidemark/sqlite'
import { afterAll, expect, test } from 'vitest'
import { answersOf, loadInto } from '../../examples/flights/durable'
import { readFlights } from '../../examples/flights/read'
import { ROOT } from '../house/tree'

const run = promisify(execFile)
const folder = mkdtempSync(`${tmpdir()}/tidemark-`)

afterAll(() => rmSync(folder, { recursive: true }))

/** The flights of the first days, enough for a handful of airports. */
async function* firstFlights() {
  for await (const { times, delays, origins } of readFlights()) {
    yield { times: times.slice(0, 40_000), delays: delays.slice(0, 40_000), origins: origins.slice(0, 40_000) }
    return
  }
}

const asking = (file: string) =>
  run(process.execPath, ['--import', 'tsx', 'examples/flights/main.ts', '--store', file, '--ask'], { cwd: ROOT })

test('flights that one process loaded into SQLite are what another one is told of, as from memory', async () => {
  const file = `${folder}/flights.db`
  const memory = memoryStore()
  const { now, flights } = await loadInto(memory, firstFlights())
  const handle = new Database(file)
  expect(await loadInto(sqliteStore(handle), firstFlights())).toMatchObject({ now, flights: 40_000 })
  handle.close()
  expect(flights).toBe(40_000)
  const told = await answersOf(memory, now)
  expect(told).toMatch(/2001-01-02 +\d/)
  expect((await asking(file)).stdout).toContain(told)
})

test('a file that is not there is named, and not made', async () => {
  await expect(asking(`${folder}/none.db`)).rejects.toThrow(/none\.db: there is no such file/)
})
