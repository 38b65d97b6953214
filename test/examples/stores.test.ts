import { expect, test } from 'vitest'
import { outputOf } from '../docs/run'

test('the example store keeps every law of a store', async () => {
  expect(await outputOf('examples/stores/plain.ts')).toMatch(/^all \d+ laws are kept$/m)
})
