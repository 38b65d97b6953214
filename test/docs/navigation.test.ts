import { expect, test } from 'vitest'
import { faultsOfNavigation } from './navigation'

const chapters = { Begin: ['start', 'concepts'], Ask: ['query'] }
const pages = { index: '---\n', start: '# Start\n', concepts: '# Concepts\n', query: '# Query\n' }
const faultsOf = (texts: Record<string, string>, lists: Record<string, string[]> = chapters) =>
  faultsOfNavigation(new Map(Object.entries(texts)), lists)

test('pages that are listed once and begin with their titles have no faults', () => {
  expect(faultsOf(pages)).toEqual([])
})

test('a page in no chapter is found', () => {
  expect(faultsOf({ ...pages, fill: '# Fill\n' })).toEqual(['fill is in no chapter'])
})

test('a listed page that is not there is found, and a site without its first page', () => {
  expect(faultsOf(pages, { ...chapters, Run: ['stores'] })).toEqual(['stores is listed, but is not there'])
  expect(faultsOf({ start: '# Start\n' }, { Begin: ['start'] })).toEqual(['index is not there'])
})

test('a page that is listed twice is found', () => {
  expect(faultsOf(pages, { ...chapters, Run: ['start'] })).toEqual(['start is listed twice'])
})

test.each(['', 'Query\n', '## Query\n', '\n# Query\n', '# \n'])('a page that begins with %j is found', text => {
  expect(faultsOf({ ...pages, query: text })).toEqual(['query does not begin with its title'])
})
