import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, describe, expect, test } from 'vitest'
import { sqliteStore } from '../../../src/store/sqlite'
import type { Commit, Lease, Store, WriterRecord } from '../../../src/store/store'
import { randomFrom } from '../../support/random'
import { Owner } from './owner'
import { SpyStore } from './spy'
import { compareFile, Truth } from './truth'

const seed = 7
const EVENTS = 4000
const folder = mkdtempSync(join(tmpdir(), 'tidemark-owners-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Commits whoever says it, as if the writer had never been taken over. */
class Fenceless extends SpyStore {
  override async commit(change: Commit): Promise<void> {
    for await (const { writer, epoch } of super.writers())
      if (writer === change.lease.writer) return super.commit({ ...change, lease: { ...change.lease, epoch } })
  }
}

/** Nor does it count the takeovers: nobody can know that a zombie is one. */
class Uncounting extends Fenceless {
  override async lease(writer: string): Promise<Lease> {
    return { ...(await super.lease(writer)), epoch: 1 }
  }

  override async *writers(): AsyncGenerator<WriterRecord> {
    for await (const writer of super.writers()) yield { ...writer, epoch: 1 }
  }
}

/** Three owners of a handle each, of whom one by chance does one thing, until the source is through. */
async function owned(name: string, wrap: (store: Store) => Store) {
  const file = join(mkdtempSync(join(folder, 'load-')), `${name}.db`)
  const said = new Map<string, number>()
  const handles = [0, 1, 2].map(() => new Database(file))
  const owners = handles.map(
    (handle, own) =>
      new Owner(wrap(sqliteStore(handle)), { seed, own, events: EVENTS }, word => {
        said.set(word, (said.get(word) ?? 0) + 1)
      }),
  )
  const random = randomFrom(seed)
  try {
    while (await owners[Math.floor(random() * owners.length)].step());
  } finally {
    for (const handle of handles) handle.close()
  }
  return { said, ...(await compareFile(file, new Truth(seed))) }
}

describe(`owners that take each other over in turns (seed ${seed})`, () => {
  test('hold each event once, and former owners are refused', async () => {
    const { said, at, windows } = await owned('fenced', store => store)
    expect(at).toBe(EVENTS)
    expect(windows).toBeGreaterThan(500)
    expect(said.get('owns')).toBeGreaterThan(20)
    expect(said.get('fenced')).toBeGreaterThan(20)
    expect(said.get('refused')).toBeGreaterThan(20)
  })

  test('are seen to differ if a store forgets the fence: a former owner is not refused', () =>
    expect(owned('fenceless', store => new Fenceless(store))).rejects.toThrow('a zombie differs'))

  test('are seen to differ by their events alone', () =>
    expect(owned('uncounting', store => new Uncounting(store))).rejects.toThrow(/at event \d+, .* differs/))
})
