import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOMS } from '../house/rooms'
import { filesIn, ROOT } from '../house/tree'
import { faultsOfMap, sourcesIn } from './map'

const page = readFileSync(`${ROOT}docs/architecture.md`, 'utf8')

test('the map of the architecture shows the rooms of src in the order of their imports, with their subfolders', () => {
  expect(faultsOfMap(page, ROOMS, filesIn('src'))).toEqual([])
})

test('from a question to its answer there are at most 15 files to open', () => {
  const files = sourcesIn(page, 'The way of a question')
  expect(files.at(0)).toBe('src/rollup/rollup.ts')
  expect(files.at(-1)).toBe('src/query/answer.ts')
  expect(files.length).toBeLessThanOrEqual(15)
})

test('a bug in sealing is within at most 8 files', () => {
  const files = sourcesIn(page, 'The way of a seal')
  expect(files).toContain('src/tier/seal.ts')
  expect(files.length).toBeLessThanOrEqual(8)
})

test('the sources of a section are found, each once, and none of the next section', () => {
  const text =
    '# A\n\n## B\n[a](../src/a/x.ts) [b](../src/b.ts) [a](../src/a/x.ts) [c](c.md)\n\n## C\n[d](../src/d.ts)\n'
  expect(sourcesIn(text, 'B')).toEqual(['src/a/x.ts', 'src/b.ts'])
  expect(sourcesIn(text, 'D')).toEqual([])
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
