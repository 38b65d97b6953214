import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesIn, ROOT } from '../house/tree'
import { faultsOfConstants } from './constants'

const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8')

test('each constant of the t-digest is explained, and its table has the value in the source', () => {
  const folder = 'src/aggregate/sketch/tdigest'
  const sources = filesIn(folder).map(path => read(`${folder}/${path}`))
  const sort = read('src/aggregate/kernel/radix-sort.ts')
  expect(faultsOfConstants(read('docs/t-digest.md'), sources, [sort])).toEqual([])
})

const source = 'export const RATIO = 1.5\nconst LIMIT: number = 1 / 64\nfunction f() {\n  const x = 1\n}\n'
const table = (row: string) => `| value | worst |\n|---|---|\n| 1 | 2 |\n${row}`
const section = (name: string, row: string) => `### ${name}\n\nWhat it does.\n\n${table(row)}\n`
const fixed = '### What is not tuned\n\n* `LIMIT` is\n  mathematics.\n\n`RATIO` and `FORMAT` end it.\n'
const ratio = section('RATIO', '| **1.5** | 1 |\n')

test.each([
  ['a page that explains all', `${ratio}${fixed}`, source, []],
  ['a constant without a section', fixed, source, ['RATIO is not explained']],
  ['a constant in neither place', ratio, source, ['LIMIT is not explained']],
  ['a number of another kind of name', `${ratio}${fixed}`, `${source}const most = 0xff\n`, ['most is not explained']],
  ['a section of no constant', `${ratio}${section('OLD', '| **1** | 1 |\n')}${fixed}`, source, ['OLD does not exist']],
  ['a line on no constant', `${ratio}${fixed.replace('is\n', 'and `OLD` are\n')}`, source, ['OLD does not exist']],
  ['another value', `${section('RATIO', '| **1.6** | 1 |\n')}${fixed}`, source, ['RATIO is 1.5, but the page has 1.6']],
  ['no value', `${section('RATIO', '')}${fixed}`, source, ['RATIO is 1.5, but the page has no value']],
  [
    'two values',
    `${section('RATIO', '| **1.5** | 1 |\n| **2** | 1 |\n')}${fixed}`,
    source,
    ['RATIO is 1.5, but the page has 1.5 and 2'],
  ],
  ['no sources', fixed.replaceAll('LIMIT', 'x'), '', ['the sources have no constants']],
])('%s', (_, page, text, faults) => {
  expect(faultsOfConstants(page, [text])).toEqual(faults)
})

test('a constant of another module needs no section; if it has one, its value must be right', () => {
  const other = 'const MOST = 48\n'
  expect(faultsOfConstants(`${ratio}${fixed}`, [source], [other])).toEqual([])
  expect(faultsOfConstants(`${ratio}${section('MOST', '| **12** | 1 |\n')}${fixed}`, [source], [other])).toEqual([
    'MOST is 48, but the page has 12',
  ])
})
