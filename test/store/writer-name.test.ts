import { expect, test } from 'vitest'
import { isSameRollup, shortName, writerName } from '../../src/store/writer-name'

test('a store names a writer by its rollup and its own name, which may have slashes', () => {
  expect(writerName('api', 'main')).toBe('api/main')
  expect([shortName('api/main'), shortName(writerName('api', 'eu/1'))]).toEqual(['main', 'eu/1'])
})

test('two writers are of the same rollup if the part before the first slash is equal', () => {
  expect(isSameRollup('api/main', 'api/other/1')).toBe(true)
  expect(isSameRollup('api/main', 'apis/main')).toBe(false)
})
