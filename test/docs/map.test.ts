import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOMS } from '../house/rooms'
import { filesIn, ROOT } from '../house/tree'
import { faultsOfMap } from './map'

const page = readFileSync(`${ROOT}docs/architecture.md`, 'utf8')

test('the map of the architecture shows the rooms of src in the order of their imports, with their subfolders', () => {
  expect(faultsOfMap(page, ROOMS, filesIn('src'))).toEqual([])
})

const map = (...lines: string[]) =>
  `<!-- rooms -->\n\`\`\`text\nsrc/\n${lines.map(line => `  ${line}\n`).join('')}\`\`\`\n`

test.each([
  [map('a/  first', 'b/  second; c/ d/'), []],
  [map('b/  second; c/ d/', 'a/  first'), ['the map shows b a, and there is a b']],
  [map('a/  first'), ['the map shows a, and there is a b']],
  [map('a/  first; e/', 'b/  second; c/'), ['a is said to have e, and has ', 'b is said to have c, and has c,d']],
  ['', ['the map shows nothing, and there is a b']],
])('a map that differs from the rooms is found: %#', (text, faults) => {
  expect(faultsOfMap(text, ['a', 'b'], ['a/x.ts', 'b/c/y.ts', 'b/d/z.ts', 'b/d/e/z.ts'])).toEqual(faults)
})
