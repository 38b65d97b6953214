import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as aggregates from '../../src/aggregate'
import { libraryAggregates } from './entries'

const names = [...libraryAggregates.keys()]

test('every exported aggregate is in the list that laws, golden rows, allocations and the documentation read', () => {
  const tools = ['aggregate', 'slots']
  expect([...names].sort()).toEqual(
    Object.keys(aggregates)
      .filter(name => !tools.includes(name))
      .sort(),
  )
})

test('every aggregate is named by what it is exported by, with its parameters if it has some', () => {
  for (const [name, { name: own }] of libraryAggregates) expect(own.replace(/\(.*/, '')).toBe(name)
})

test('every aggregate has golden rows: `npx tsx test/golden/make.ts` writes those of a new one', () => {
  const golden = new URL('../golden/v1/', import.meta.url)
  expect(names.filter(name => !existsSync(new URL(`${name}.many.bin`, golden)))).toEqual([])
})

test('every aggregate has a row in the table of docs/aggregates.md', () => {
  const page = readFileSync(new URL('../../docs/aggregates.md', import.meta.url), 'utf8')
  const cells = page.match(/^\| (`\w+\(\)` )+\|/gm)!.join(' ')
  expect(names.filter(name => !cells.includes(`\`${name}()\``))).toEqual([])
})
