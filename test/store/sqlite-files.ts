import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll } from 'vitest'
import type { Row, Store } from '../../src/store/store'

/** Databases in a folder of their own, which are closed and gone after the tests of a file. */
export function databases(): { file(): string; open(file: string): Database.Database } {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-'))
  const handles: Database.Database[] = []
  let files = 0
  afterAll(() => {
    for (const handle of handles) if (handle.open) handle.close()
    rmSync(folder, { recursive: true })
  })
  return {
    file: () => join(folder, `${files++}.db`),
    open: file => {
      const handle = new Database(file)
      handles.push(handle)
      return handle
    },
  }
}

/** All that an iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

/** Every row that a store holds of a writer's tier 'm'. */
export function rowsOf(store: Store, writer: string): Promise<Row[]> {
  return all(store.read({ writer, tier: 'm', from: -8.64e15, to: 8.64e15 }))
}
