import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll } from 'vitest'
import type { Row, Store } from '../../../src/store/store'
import { collect } from '../../support/collect'

/** Databases in a temporary folder, which is removed after the tests of a file. */
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

/** Every row of tier 'm' of a writer. */
export function rowsOf(store: Store, writer: string): Promise<Row[]> {
  return collect(store.read({ writer, tier: 'm', from: -8.64e15, to: 8.64e15 }))
}
