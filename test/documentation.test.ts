import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CHAPTERS } from '../docs/.vitepress/pages'
import { faultsOf } from './docs/compile'
import { runExample } from './docs/example'
import { blocksIn, examplesIn } from './docs/find'
import { linesBeyond } from './docs/length'
import { deadLinks } from './docs/links'
import { faultsOfNavigation } from './docs/navigation'
import { textsWithoutOrigin } from './docs/origin'
import { isPartOf } from './docs/part'
import { outputOf } from './docs/run'
import { filesIn, ROOT, sources, tree } from './house/tree'
import { entryModules } from './package/modules'

/** Where the files of a program are. */
let folder: string
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/tidemark-page-`)
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A database that a page names is a file of its own for each program. */
class FileOfPage extends Database {
  constructor(name: string) {
    super(name === ':memory:' ? name : `${folder}/${name}`)
  }
}

const entries = Object.entries(await entryModules()).map(([name, { exports }]) => [name, exports] as const)
const modules = { ...Object.fromEntries(entries), libsql: { default: FileOfPage } }
const names: Readonly<Record<string, unknown>> = Object.assign({ Database }, ...entries.map(([, exports]) => exports))
const run = (code: string) => runExample(code, names, modules)

const guide = filesIn('docs').filter(path => /^[\w-]+\.md$/.test(path))
const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter(path => existsSync(`${ROOT}${path}`)),
  ...guide.map(path => `docs/${path}`),
  ...filesIn('src')
    .map(path => `src/${path}`)
    .filter(path => path.endsWith('.md')),
]
const read = (path: string) => {
  if (!existsSync(`${ROOT}${path}`)) return undefined
  return statSync(`${ROOT}${path}`).isFile() ? readFileSync(`${ROOT}${path}`, 'utf8') : ''
}
const blocks = pages.flatMap(page =>
  blocksIn(readFileSync(`${ROOT}${page}`, 'utf8')).map(block => ({ page, ...block })),
)
const parts = blocks.filter(({ mark }) => mark.startsWith('part of: '))
const programs = blocks.filter(block => block.language === 'ts' && !parts.includes(block))
const outputs = blocks.filter(({ mark }) => mark.startsWith('output: '))

describe('examples beside the code', () => {
  test('each @example of the sources is found', () => {
    const written = [...sources().values()].join('').match(/^ *\* @example/gm)!
    expect(examplesIn(sources()).length).toBe(written.length)
  })

  test.each(examplesIn(sources()))('$name does what its example says ($file)', async ({ code }) => {
    expect(await run(code)).toBeGreaterThan(0)
  })
})

describe('pages', () => {
  test.each(programs)('$page, line $line: the program answers what it says', async ({ text }) => {
    expect(await runExample(text, {}, modules)).toBeGreaterThan(0)
  })

  test('the programs compile as they stand', () => {
    expect(faultsOf(Object.fromEntries(programs.map(({ page, line, text }) => [`${page}.${line}.ts`, text])))).toEqual(
      [],
    )
  })

  test.each(outputs)('$page, line $line: what is shown is what the program prints ($mark)', async ({ mark, text }) => {
    expect(text.trimEnd()).toBe((await outputOf(mark.slice('output: '.length))).trimEnd())
  })

  test.each(parts)('$page, line $line: the code shown is $mark', ({ mark, text }) => {
    expect(isPartOf(text, read(mark.slice('part of: '.length)) ?? '')).toBe(true)
  })

  test.each(pages)('each link in %s leads somewhere', page => {
    expect(deadLinks(page, read(page)!, read)).toEqual([])
  })

  test('each page of docs/ is in the navigation of the site, and begins with its title', () => {
    const texts = new Map(guide.map(page => [page.replace('.md', ''), read(`docs/${page}`)!]))
    expect(faultsOfNavigation(texts, CHAPTERS)).toEqual([])
  })

  test('the README is read in a few minutes: it has at most 230 lines', () => {
    expect(linesBeyond(read('README.md')!, 230)).toBe(0)
  })

  test('every text shown says where it is from', () => {
    expect(textsWithoutOrigin(blocks.filter(({ page }) => !page.startsWith('src/')))).toEqual([])
    expect(outputs.length).toBeGreaterThan(0)
    expect(programs.length).toBeGreaterThan(0)
  })
})

describe('these checks can fail', () => {
  test.each([
    ['a wrong answer', '1 + 1   // => 3'],
    ['a wrong answer on the next line', '1 + 1\n// => 3'],
    ['a wrong answer of a name', 'const x = 1 + 1   // => 3'],
    ['a wrong code of an error', "try { fixed('1mo') } catch (error) { error.code }   // => 'TIDEMARK_AHEAD'"],
    [
      'an error that is not thrown',
      "try { fixed('1m') } catch (error) { error.code }   // => 'TIDEMARK_INVALID_DURATION'",
    ],
    ['an answer after a line that starts with a bracket', 'const x = [1]\n[...x, 2]   // => [1]'],
    ['no answer', 'fixed(1)'],
    ['an answer that is never reached', 'if (fixed(1).width > 1) {\n  1 + 1   // => 2\n}'],
    ['an answer that follows nothing', '\n\n// => 1\n1'],
    ['an answer of what has no value', 'for (;;) break   // => 1'],
    ['a name that is not there', "import { fixt } from 'tidemark'\nfixt(1)   // => 1"],
    ['an error on the way', "fixed('')\n1   // => 1"],
    ['a rejection on the way', "await Promise.reject(new Error('no'))\n1   // => 1"],
  ])('an example with %s is refused', async (_, code) => {
    await expect(run(code)).rejects.toThrow()
  })

  test.each([
    ['const x = [1]\n[...x, NaN]   // => [1, NaN]', 1],
    ["try { fixed('1mo') } catch (error) { error.code }   // => 'TIDEMARK_INVALID_DURATION'", 1],
    ["import { fixed as f } from 'tidemark'\nconst w = f(60)\nawait w.startOf(-1)\n// => -60", 1],
    ["const a = '1'   // => '1'\nconst b = 2\n// => 2", 2],
    ['const count = () => 7\nfor (const x of [1, 2]) {\n  x\n}\ncount()   // => 7', 1],
  ])('an example that is right is passed: %j', async (code, answers) => {
    expect(await run(code.replace('f(60)   // => f(60)', 'f(60)'))).toBe(
      answers - (code.includes('f(60)   //') ? 1 : 0),
    )
  })

  test('a program that does not compile is found', () => {
    const pieces = {
      'a.ts': "import { fixed } from 'tidemark'\nfixed()",
      'b.ts': "import { fixed } from 'tidemark'\nfixed(1)",
      'c.ts': 'const list: number[] = []\nexport const first: number = list[0]',
    }
    expect(faultsOf(pieces)).toEqual([
      expect.stringMatching(/^a\.ts:2: Expected 1-2 arguments/),
      expect.stringMatching(/^c\.ts:2: Type 'number \| undefined' is not assignable/),
    ])
  })

  test('examples are found wherever they stand', () => {
    const made = tree({
      'a.ts':
        '/**\n * One.\n *\n * @example\n * one()   // => 1\n * two\n */\nexport function one() {}\n/** No. */\nconst b = 1',
      'c.ts':
        'class C {\n  /** Three. @see x\n   * @example\n   * 3   // => 3\n   * @internal\n   */\n  get three() {}\n}',
    })
    expect(examplesIn(made)).toEqual([
      { file: 'a.ts', name: 'one', code: 'one()   // => 1\ntwo' },
      { file: 'c.ts', name: 'three', code: '3   // => 3' },
    ])
  })

  test.each([
    ['[a](b.md)', ['b.md']],
    ['[a](docs/c.md#two)', ['docs/c.md#two']],
    ['[a](docs/c.md#one--more) [b](docs/c.md) [c](https://example.org)', []],
    ['# A\n[a](#a) [b](#b) `[c](none.md)`', ['#b']],
  ])('dead links are found: %j', (page, dead) => {
    expect(deadLinks('a.md', page, path => (path === 'docs/c.md' ? '# One, & more' : undefined))).toEqual(dead)
  })

  test('blocks are found with their marks and lines', () => {
    const page = 'text\n\n```ts\n1\n```\n\n<!-- output: examples/a.ts -->\n```text\nx\n\ny\n```\n'
    expect(blocksIn(page)).toEqual([
      { line: 3, language: 'ts', text: '1\n', mark: '' },
      { line: 8, language: 'text', text: 'x\n\ny\n', mark: 'output: examples/a.ts' },
    ])
  })
})
