import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { outputOf } from '../docs/run'
import { ROOT } from '../house/tree'

test('a store of one’s own takes under 60 lines, and keeps every law', async () => {
  const [, store] = /^(function plainStore[\s\S]*?^})$/m.exec(readFileSync(`${ROOT}examples/stores/plain.ts`, 'utf8'))!
  expect(store.split('\n').length).toBeLessThan(60)
  expect(await outputOf('examples/stores/plain.ts')).toMatch(/^all \d+ laws are kept$/m)
})
