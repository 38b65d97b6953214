import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, describe, expect, test } from 'vitest'
import { memoryStore } from '../../src'
import { type SqliteHandle, sqliteStore } from '../../src/store/sqlite'
import type { Store } from '../../src/store/store'
import { unsafeHandles } from '../broken/handles-unsafe'
import { FailingStore, type Failure, Fuse, failingHandle } from '../store/wrapped/failing'
import { outcome, resumed, retold, TALE } from '../store/wrapped/tale'
import { foldedRows, open, put, rowsOf } from './small'

const folder = mkdtempSync(join(tmpdir(), 'tidemark-durable-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** A world to fail in: opens its store for whoever comes, and shows what is left in it. */
interface World {
  store(): Store
  left(): Store
  close(): void
}

/** What is done with the locks of a process that is gone: by the kernel, and by whoever opens the file next. */
function letGo(raw: Database.Database): void {
  if (raw.inTransaction) raw.exec('ROLLBACK')
}

/** A database in memory; whoever comes after a failure takes the same handle, a dead one as its process left it. */
const inMemory = (fuse: Fuse): World => {
  const raw = new Database(':memory:')
  const handle = () => {
    if (!fuse.dead) return failingHandle(raw, fuse)
    letGo(raw)
    return raw
  }
  return { store: () => sqliteStore(handle()), left: () => sqliteStore(raw), close: () => raw.close() }
}

/** A database in a file, which each that comes opens anew. */
const inFile = (fuse: Fuse): World => {
  const path = join(folder, `${files++}.db`)
  let raw: Database.Database | undefined
  const reopen = () => {
    if (raw) letGo(raw)
    raw?.close()
    raw = new Database(path)
    return raw
  }
  const come = () => (fuse.dead ? reopen() : failingHandle(reopen(), fuse))
  return {
    store: () => sqliteStore(come(), { synchronous: 'normal' }),
    left: () => sqliteStore(reopen()),
    close: () => raw?.close(),
  }
}

const inStore =
  (make: () => Store) =>
  (fuse: Fuse): World => {
    const inner = make()
    return { store: () => new FailingStore(inner, fuse), left: () => inner, close: () => inner.close() }
  }

/** Makes every operation fail in turn, or one in `stride`, until all go through; gives how many there are. */
async function eachFails(
  make: (fuse: Fuse) => World,
  tell: (world: World) => Promise<void>,
  failure: Failure,
  stride = 1,
): Promise<number> {
  const untouched = make(new Fuse())
  await tell(untouched)
  const wanted = JSON.stringify(await outcome(untouched.left()))
  untouched.close()
  for (let n = 1; ; n += stride) {
    const fuse = new Fuse(n, failure)
    const world = make(fuse)
    try {
      await tell(world)
      expect(JSON.stringify(await outcome(world.left()))).toBe(wanted)
    } catch (error) {
      throw new Error(`operation ${n} (${failure}), ${fuse.done[n - 1]}: ${error}`, { cause: error })
    } finally {
      world.close()
    }
    if (!fuse.blown) return n - 1
  }
}

const tellings = [
  { how: 'the call is made again', tell: retold },
  { how: 'another rollup goes on', tell: resumed },
]
const worlds = [
  { where: 'the memory store', make: inStore(memoryStore), least: 30 },
  { where: 'the SQLite store', make: inStore(() => sqliteStore(new Database(':memory:'))), least: 30 },
  { where: 'the handle of a database', make: inMemory, least: 150 },
]

describe.each(worlds)('once: whichever operation of $where fails', ({ make, least }) => {
  for (const { how, tell } of tellings)
    for (const failure of ['before', 'after'] as const)
      test(`${failure} its effect, each point counts once when ${how}`, async () => {
        expect(await eachFails(make, tell, failure)).toBeGreaterThan(least)
      })
})

describe('once: whichever operation of a handle is the last before its process is gone, each point counts once', () => {
  test('when another one takes the database', async () => {
    expect(await eachFails(inMemory, resumed, 'for good')).toBeGreaterThan(150)
  })

  test('when another one opens the file', async () => {
    expect(await eachFails(inFile, resumed, 'for good', 11)).toBeGreaterThan(150)
  })
})

describe('once: the check rejects a database', () => {
  test.each(unsafeHandles)('that $wrong', async ({ distort }) => {
    const unsafe = (fuse: Fuse): World => {
      const raw = new Database(':memory:')
      const handle = () => {
        if (fuse.dead) letGo(raw)
        return distort(fuse.dead ? raw : failingHandle(raw, fuse))
      }
      return { store: () => sqliteStore(handle()), left: () => sqliteStore(raw), close: () => raw.close() }
    }
    await expect(eachFails(unsafe, resumed, 'for good')).rejects.toThrow(/operation \d+ \(for good\).*the minutes are/)
  })
})

/** A writer is taken over by somebody who opens the same file; the zombie goes on trying. */
async function takeover(distort: (handle: SqliteHandle) => SqliteHandle): Promise<void> {
  const path = join(folder, `${files++}.db`)
  const opened = () => open({ store: sqliteStore(distort(new Database(path)), { synchronous: 'normal' }) })
  const [before, lost, after] = TALE.map(({ points }) => points)
  const zombie = await opened()
  put(zombie, before)
  await zombie.flush({ position: 'before' })
  put(zombie, lost)
  const owner = await opened()
  expect(owner.position).toBe('before')
  for (const end of [() => zombie.flush({ position: 'lost' }), () => zombie.advance(0), () => zombie.close()])
    await expect(end()).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
  put(owner, after)
  await owner.flush({ position: 'after' })
  const minutes = await rowsOf(owner, { from: -60_000, to: 120_000, every: '1m' })
  expect(minutes).toEqual(foldedRows([...before, ...after], -60_000, 120_000, 60_000))
}

test('once: who opens the file as the same writer fences the first, and nothing of the zombie counts', async () => {
  await takeover(handle => handle)
})

test('once: the same check rejects a database that forgets the fence', async () => {
  const forgetful = (handle: SqliteHandle): SqliteHandle => ({
    exec: sql => handle.exec(sql),
    prepare: sql => handle.prepare(sql.replace('epoch = epoch + 1', 'epoch = epoch')),
  })
  await expect(takeover(forgetful)).rejects.toThrow('promise resolved')
})
