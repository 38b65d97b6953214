import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import { type SqliteHandle, sqliteStore } from '../../../src/store/sqlite'
import type { Store } from '../../../src/store/store'
import { unsafeHandles } from '../../broken/handles-unsafe'
import { faultyHandle } from '../../support/faulty-handle'
import { FaultInjector, type FaultKind, FaultyStore } from '../../support/faulty-store'
import { addPoints, expectedRows, openRollup, queryRows } from '../../support/fixtures/exact-rollup'
import { contentOf, resumeElsewhere, retryCalls, STEPS } from '../../support/fixtures/fault-scenario'

const folder = mkdtempSync(join(tmpdir(), 'tidemark-durable-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** A database that fails: opens a store for each process that comes, and shows what is left. */
interface World {
  store(): Store
  left(): Store
  close(): void
}

/** Releases the locks of a process that is gone, as the kernel and the next process do. */
function letGo(raw: Database.Database): void {
  if (raw.inTransaction) raw.exec('ROLLBACK')
}

/** A database in memory. After a failure the next process takes the same handle, as the dead one left it. */
const inMemory = (faults: FaultInjector): World => {
  const raw = new Database(':memory:')
  const handle = () => {
    if (!faults.dead) return faultyHandle(raw, faults)
    letGo(raw)
    return raw
  }
  return { store: () => sqliteStore(handle()), left: () => sqliteStore(raw), close: () => raw.close() }
}

/** A database in a file, which each process opens. */
const inFile = (faults: FaultInjector): World => {
  const path = join(folder, `${files++}.db`)
  let raw: Database.Database | undefined
  const reopen = () => {
    if (raw) letGo(raw)
    raw?.close()
    raw = new Database(path)
    return raw
  }
  const come = () => (faults.dead ? reopen() : faultyHandle(reopen(), faults))
  return {
    store: () => sqliteStore(come(), { synchronous: 'normal' }),
    left: () => sqliteStore(reopen()),
    close: () => raw?.close(),
  }
}

const inStore =
  (make: () => Store) =>
  (faults: FaultInjector): World => {
    const inner = make()
    return { store: () => new FaultyStore(inner, faults), left: () => inner, close: () => inner.close() }
  }

/** Makes each operation, or each `stride`-th one, fail once. Returns how many operations there are. */
async function failEachOperation(
  make: (faults: FaultInjector) => World,
  run: (world: World) => Promise<void>,
  kind: FaultKind,
  stride = 1,
): Promise<number> {
  const untouched = make(new FaultInjector())
  await run(untouched)
  const wanted = JSON.stringify(await contentOf(untouched.left()))
  untouched.close()
  for (let n = 1; ; n += stride) {
    const faults = new FaultInjector(n, kind)
    const world = make(faults)
    try {
      await run(world)
      expect(JSON.stringify(await contentOf(world.left()))).toBe(wanted)
    } catch (error) {
      throw new Error(`operation ${n} (${kind}), ${faults.log[n - 1]}: ${error}`, { cause: error })
    } finally {
      world.close()
    }
    if (!faults.fired) return n - 1
  }
}

const recoveries = [
  { how: 'the call is made again', run: retryCalls },
  { how: 'another rollup goes on', run: resumeElsewhere },
]
const worlds = [
  { where: 'the memory store', make: inStore(memoryStore), least: 30 },
  { where: 'the SQLite store', make: inStore(() => sqliteStore(new Database(':memory:'))), least: 30 },
  { where: 'the handle of a database', make: inMemory, least: 150 },
]

describe.each(worlds)('once: whichever operation of $where fails', ({ make, least }) => {
  for (const { how, run } of recoveries)
    for (const kind of ['before', 'after'] as const)
      test(`${kind} its effect, each point counts once when ${how}`, async () => {
        expect(await failEachOperation(make, run, kind)).toBeGreaterThan(least)
      })
})

describe('once: whichever operation of a handle is the last before its process is gone, each point counts once', () => {
  test('when another one takes the database', async () => {
    expect(await failEachOperation(inMemory, resumeElsewhere, 'for good')).toBeGreaterThan(150)
  })

  test('when another one opens the file', async () => {
    expect(await failEachOperation(inFile, resumeElsewhere, 'for good', 11)).toBeGreaterThan(150)
  })
})

describe('once: the check rejects a database', () => {
  test.each(unsafeHandles)('that $wrong', async ({ distort }) => {
    const unsafe = (faults: FaultInjector): World => {
      const raw = new Database(':memory:')
      const handle = () => {
        if (faults.dead) letGo(raw)
        return distort(faults.dead ? raw : faultyHandle(raw, faults))
      }
      return { store: () => sqliteStore(handle()), left: () => sqliteStore(raw), close: () => raw.close() }
    }
    await expect(failEachOperation(unsafe, resumeElsewhere, 'for good')).rejects.toThrow(
      /operation \d+ \(for good\).*the minutes are/,
    )
  })
})

/** A second process opens the same file and takes the writer over; the first one keeps trying. */
async function takeover(distort: (handle: SqliteHandle) => SqliteHandle): Promise<void> {
  const path = join(folder, `${files++}.db`)
  const opened = () => openRollup({ store: sqliteStore(distort(new Database(path)), { synchronous: 'normal' }) })
  const [before, lost, after] = STEPS.map(({ points }) => points)
  const zombie = await opened()
  addPoints(zombie, before)
  await zombie.flush({ position: 'before' })
  addPoints(zombie, lost)
  const owner = await opened()
  expect(owner.position).toBe('before')
  for (const end of [() => zombie.flush({ position: 'lost' }), () => zombie.advance(0), () => zombie.close()])
    await expect(end()).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
  addPoints(owner, after)
  await owner.flush({ position: 'after' })
  const minutes = await queryRows(owner, { from: -60_000, to: 120_000, every: '1m' })
  expect(minutes).toEqual(expectedRows([...before, ...after], -60_000, 120_000, 60_000))
}

test('once: opening the file as the same writer fences the first process, and none of its later points count', async () => {
  await takeover(handle => handle)
})

test('once: the same check rejects a database that forgets the fence', async () => {
  const forgetful = (handle: SqliteHandle): SqliteHandle => ({
    exec: sql => handle.exec(sql),
    prepare: sql => handle.prepare(sql.replace('epoch = epoch + 1', 'epoch = epoch')),
  })
  await expect(takeover(forgetful)).rejects.toThrow('promise resolved')
})
