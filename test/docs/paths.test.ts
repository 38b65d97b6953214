import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesIn, ROOT } from '../house/tree'
import { missingPaths } from './paths'

const guide = filesIn('docs').filter(path => /^[\w-]+\.md$/.test(path))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'src/codec/FORMAT.md',
  ...guide.map(path => `docs/${path}`),
]

/** A path may be named as imports name it, without `.ts`, or by the beginning of a test's name. */
const exists = (path: string) => ['', '.ts', '.test.ts'].some(ending => existsSync(`${ROOT}${path}${ending}`))

test.each(pages)('each path that %s names is there', page => {
  expect(missingPaths(readFileSync(`${ROOT}${page}`, 'utf8'), exists)).toEqual([])
})

test('a path that is not there is found, but not in code or with a part to fill in', () => {
  const page = '`src/a.ts` `test/b` `src/<name>.ts` `a/src/c.ts`\n\n```ts\n`src/d.ts`\n```\n'
  expect(missingPaths(page, path => path === 'test/b')).toEqual(['src/a.ts'])
})
