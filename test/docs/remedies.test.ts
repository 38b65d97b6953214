import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from '../house/tree'
import { faultsOfRemedies } from './remedies'

const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8')

test('the page on operations has the cause and the remedy of every error code, and of no other', () => {
  expect(faultsOfRemedies(read('docs/operations.md'), read('src/error.ts'))).toEqual([])
})

const source = "export type ErrorCode =\n  | 'TIDEMARK_A'\n  | 'TIDEMARK_B'\n"
const page = (...rows: string[]) =>
  `<!-- errors -->\n| code | when | what |\n|---|---|---|\n${rows.join('')}<!-- /errors -->`

test.each([
  [page('| `TIDEMARK_A` | x | y |\n', '| `TIDEMARK_B` * | x | y |\n'), []],
  [page('| `TIDEMARK_A` | x | y |\n'), ['TIDEMARK_B is not listed']],
  ['| `TIDEMARK_A` | x | y |\n', ['TIDEMARK_A is not listed', 'TIDEMARK_B is not listed']],
  [
    page('| `TIDEMARK_A` | x | y |\n', '| `TIDEMARK_B` | x | |\n', '| `TIDEMARK_C` | x | y |\n'),
    ['TIDEMARK_C does not exist', 'TIDEMARK_B has no remedy'],
  ],
  [
    page('| `TIDEMARK_A` | x | y |\n', '| `TIDEMARK_A` | x | y |\n', '| `TIDEMARK_B` | | y |\n'),
    ['TIDEMARK_A is listed twice', 'TIDEMARK_B has no remedy'],
  ],
])('a code that is missing, unknown, listed twice or without a remedy is found: %#', (text, faults) => {
  expect(faultsOfRemedies(text, source)).toEqual(faults)
})

test('a source whose codes are not found is a fault', () => {
  expect(faultsOfRemedies(page(), '')).toEqual(['the source has no codes'])
})
