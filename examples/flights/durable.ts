import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { memoryStore, type Store } from 'tidemark'
import { sqliteStore } from 'tidemark/sqlite'
import { type DataClock, load, openDelays } from './load'
import { megabytes, section, table, wallTime } from './print'
import { between, byDay, worstAirports } from './questions'
import { type Flights, readFlights } from './read'

/** Committed with the states, so that the process that queries knows the time of the data. */
interface Position {
  readonly flights: number
  readonly now: number
}

const START = Date.parse('2001-01-01T00:00Z')

/** Loads the flights into memory and into a new file, and starts a second process that asks the file the same questions. */
export async function loadAndAsk(file: string): Promise<void> {
  if (existsSync(file)) throw new Error(`--store ${file}: this file exists; name a new one`)
  const handle = new Database(file)
  const memory = memoryStore()
  const inMemory = await loadInto(memory)
  const inFile = await loadInto(sqliteStore(handle))
  handle.close()
  const bytes = Object.values(memory.usage()).reduce((sum, tier) => sum + tier.bytes, 0)
  section(
    'The same flights, in memory and in SQLite',
    table([
      { store: 'memory', flights: inMemory.flights, seconds: inMemory.seconds, states: megabytes(bytes), disk: '-' },
      { store: file, flights: inFile.flights, seconds: inFile.seconds, states: '-', disk: megabytes(sizeOf(file)) },
    ]),
  )
  const here = await answersOf(memory, inMemory.now)
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const there = execFileSync(process.execPath, [...process.execArgv, main, '--store', file, '--ask'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  console.log(`\n${there.trimEnd()}`)
  const same = there.includes(here)
  console.log(`\nA process of its own, asking the file: ${same ? 'the same answers' : 'OTHER ANSWERS'} as from memory`)
  if (!same) process.exitCode = 1
}

/** Opens a file that was loaded before, and queries it. */
export async function ask(file: string): Promise<void> {
  if (!existsSync(file)) throw new Error(`--store ${file}: there is no such file; load it without --ask`)
  const begun = performance.now()
  const handle = new Database(file)
  const store = sqliteStore(handle)
  const clock: DataClock = { now: START }
  const delays = await openDelays(clock, store)
  const { flights, now } = delays.position as Position
  await delays.close()
  const text = await answersOf(store, now)
  handle.close()
  section(
    `Asked of ${megabytes(sizeOf(file))}, ${flights.toLocaleString('en-US')} flights up to ${wallTime(now)}`,
    text,
  )
  console.log(`\n  opened and answered in ${(performance.now() - begun).toFixed(0)} ms`)
}

/** Loads flights into a store, and returns the seconds it took. */
export async function loadInto(
  store: Store,
  source: AsyncIterable<Flights> = readFlights(),
): Promise<Position & { readonly seconds: number }> {
  const begun = performance.now()
  const clock: DataClock = { now: START }
  const delays = await openDelays(clock, store)
  const flights = await load(delays, clock, source)
  await delays.flush({ position: { flights, now: clock.now } satisfies Position })
  await delays.close()
  return { flights, now: clock.now, seconds: (performance.now() - begun) / 1000 }
}

/** The answers to three questions, as text: the worst airports, a range that cuts hours, and the days of an airport. */
export async function answersOf(store: Store, now: number): Promise<string> {
  const delays = await openDelays({ now }, store)
  const worst = [...(await worstAirports(delays)).rows()].map(({ start, end, status, tags, ...columns }) => ({
    ...tags,
    ...columns,
  }))
  const [{ start, end, status, tags, ...range }] = (
    await between(delays, '2001-06-19T13:17Z', '2001-06-28T05:43Z')
  ).rows()
  const days = [...(await byDay(delays, 'ORD')).rows()].slice(0, 5)
  await delays.close()
  return [
    table(worst),
    table([range]),
    table(
      days.map(day => ({ day: wallTime(day.start).slice(0, 10), flights: day.flights, p50: day.p50, p95: day.p95 })),
    ),
  ].join('\n\n')
}

/** The bytes of the database and of its write-ahead log. */
function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)
}
