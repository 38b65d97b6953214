import { describe, expect, test } from 'vitest'
import { repeatedNames, unneededShares } from './house/declarations'
import { strangeErrors } from './house/errors'
import { hidden } from './house/hidden'
import { unmirroredFiles } from './house/mirror'
import { publicNames, undocumented } from './house/names'
import { programOf, unknownNames } from './house/program'
import { retiredNames } from './house/retired'
import { backward, circles, foreign, unmirrored, unneeded } from './house/rooms'
import { crowdedFolders, filesIn, longFiles, sources, tree, unknownTests } from './house/tree'
import { entryModules } from './package/modules'
import { PROPERTY_TESTS } from './property-tests'

const src = sources()
const program = programOf(src)
const entries = await entryModules()

describe('the rooms', () => {
  test('a room imports only from itself and from the rooms before it', () => {
    expect(backward(src)).toEqual([])
  })

  test('an import of a later room is found, a type too, and a file in no room', () => {
    const made = tree({
      'fill/linear.ts': "import type { Ask } from '../query/ask'\nimport { show } from '../error'",
      'query/ask.ts': "export { linear } from '../fill/linear'",
      'error.ts': "export const later = () => import('./rollup')",
      'rollup.ts': '',
      'tools/all.ts': '',
    })
    expect(backward(made)).toEqual([
      'tools/all.ts is in no room',
      'fill/linear.ts imports query/ask.ts, which is further down',
      'error.ts imports rollup.ts, which is further down',
    ])
  })

  test('the store needs errors, checks and time alone; streams and ingestion use the codec, not the store', () => {
    expect(unneeded(src)).toEqual([])
  })

  test('an import that a room is to do without is found, a type too', () => {
    const made = tree({
      'store/memory/memory.ts': "import type { Row } from '../store'\nimport { crc32c } from '../../codec/crc32c'",
      'store/store.ts': "import type { Tags } from '../series/series-key'\nimport { inspect } from '../check/inspect'",
      'stream/save.ts': "import { Codec } from '../codec/codec'\nimport type { Row } from '../store/store'",
      'ingest/head.ts': "export { Row } from '../store/store'\nimport { Frame } from '../state/frame'",
      'tier/seal.ts': "import { Row } from '../store/store'",
      ...Object.fromEntries(
        ['codec/crc32c', 'codec/codec', 'series/series-key', 'check/inspect', 'state/frame'].map(name => [
          `${name}.ts`,
          '',
        ]),
      ),
    })
    expect(unneeded(made)).toEqual([
      'store/memory/memory.ts imports codec/crc32c.ts, which store/ does without',
      'store/store.ts imports series/series-key.ts, which store/ does without',
      'stream/save.ts imports store/store.ts, which stream/ does without',
      'ingest/head.ts imports store/store.ts, which ingest/ does without',
    ])
  })

  test('no file imports itself by way of others', () => {
    expect(circles(src)).toEqual([])
  })

  test('a circle of imports is found, through three files too', () => {
    const made = tree({
      'time/a.ts': "import { b } from './b'",
      'time/b.ts': "import { c } from './c'",
      'time/c.ts': "import type { A } from './a'",
      'time/d.ts': "import { a } from './a'",
    })
    expect(circles(made)).toEqual(['time/a.ts -> time/b.ts -> time/c.ts -> time/a.ts'])
  })

  test('nothing is imported but date-fns and @date-fns/tz, and fast-check for the laws', () => {
    expect(foreign(src)).toEqual([])
  })

  test("an import of Node's, of another package, or of a file that is not there is found", () => {
    const made = tree({
      'store/file.ts': "import { readFileSync } from 'node:fs'\nimport { add } from 'date-fns/add'",
      'fill/law.ts': "import fc from 'fast-check'",
      'testing/law.ts': "import fc from 'fast-check'",
      'error.ts': "import './errors'",
    })
    expect(foreign(made)).toEqual([
      'store/file.ts imports node:fs',
      'fill/law.ts imports fast-check',
      'error.ts imports ./errors',
    ])
  })

  test('each room has its tests, in a folder or a file of its name', () => {
    const others = [
      'broken',
      'consumers',
      'docs',
      'examples',
      'golden',
      'house',
      'invariants',
      'package',
      'runtimes',
      'support',
      'torture',
      'types',
      'vectors',
    ]
    expect(unmirrored(src, filesIn('test'), others)).toEqual([])
  })

  test('a room without tests is found, and a folder of tests without a room', () => {
    const made = tree({ 'fill/linear.ts': '', 'route/plan.ts': '', 'error.ts': '', 'index.ts': '' })
    const tests = ['fill/linear.test.ts', 'route/oracle.ts', 'error.test.ts', 'misc/all.test.ts', 'vectors/a.json']
    expect(unmirrored(made, tests, ['vectors'])).toEqual(['src/route has no test', 'test/misc mirrors no room'])
  })
})

describe('the test files', () => {
  test('each source file has a test file of its name, or a neighbor whose tests cover it', () => {
    expect(unmirroredFiles(src, filesIn('test'))).toEqual([])
  })

  test('a source file without tests is found, a test file of another name, and an entry that is not needed', () => {
    const made = tree({
      'fill/linear.ts': 'export const fill = (x: number) => x',
      'fill/next.ts': 'export function next() {}',
      'fill/types.ts': 'export interface Filler { fill(): void }\nexport const MOST = 1',
      'fill/deep/gap.ts': 'class Gap { get size() { return 1 } }',
      'fill/zero.ts': 'export const zero = () => 0',
      'fill/wide/span.ts': 'export const span = () => 0',
    })
    const tests = [
      'fill/zero.test.ts',
      'fill/all.test.ts',
      'fill/laws.test.ts',
      'golden/read.test.ts',
      'fill/oracle.ts',
    ]
    const covered = {
      'fill/deep/gap.ts': 'fill/zero.test.ts',
      'fill/wide/': 'fill/zero.test.ts',
      'fill/zero.ts': 'fill/zero.test.ts',
      'fill/next.ts': 'fill/gone',
    }
    expect(
      unmirroredFiles(made, tests, { covered, others: { 'fill/laws.test.ts': 'laws', 'fill/gone.test.ts': '' } }),
    ).toEqual([
      'fill/linear.ts has no test',
      'fill/wide/span.ts has no test',
      'fill/all.test.ts tests no file of that name',
      'fill/next.ts is not covered by fill/gone, which is not there',
      'fill/wide/ needs no other test',
      'fill/zero.ts needs no other test',
      'fill/gone.test.ts needs no reason',
    ])
  })
})

describe('the projects of the tests', () => {
  test('each path of the project `property` is that of a test file, or of a folder with one', () => {
    expect(unknownTests(PROPERTY_TESTS, filesIn('test'))).toEqual([])
  })

  test('a path of neither is found', () => {
    const tests = ['fill/laws.test.ts', 'fill/oracle.ts', 'golden/make.ts']
    expect(unknownTests(['fill/', 'fill/laws.test.ts', 'fill/oracle.ts', 'golden/', 'fill/law'], tests)).toEqual([
      'fill/oracle.ts',
      'golden/',
      'fill/law',
    ])
  })
})

describe('the sizes', () => {
  test('a folder holds at most 12 files, and a file at most 250 lines', () => {
    expect(crowdedFolders(src, 12)).toEqual([])
    expect(longFiles(src, 250)).toEqual([])
  })

  test('a crowded folder and a long file are found', () => {
    const made = tree({ 'fill/a.ts': '1\n2\n', 'fill/b.ts': '1\n2\n3', 'fill/deep/c.ts': '', 'index.ts': '' })
    expect(crowdedFolders(made, 1)).toEqual(['fill/: 2 files'])
    expect(longFiles(made, 2)).toEqual(['fill/b.ts: 3 lines'])
  })
})

describe('the surroundings', () => {
  test('the sources compile against the bare language: no types of Node or of a browser', () => {
    expect(unknownNames(program)).toEqual([])
  })

  test("globals of Node and of browsers are found, beside imports whose own types know Node's", () => {
    const made = tree({
      'a.ts':
        "import fc from 'fast-check'\nimport { addDays } from 'date-fns'\nexport const a = [fc, addDays, process.pid]",
      'b.ts': 'setTimeout(() => {}, 1)',
      'c.ts': 'export const wait = (signal: AbortSignal) => signal.throwIfAborted()',
      'd.ts': "export const bytes = new TextEncoder().encode('x')",
      'e.ts': 'export const loop = (globalThis as any).process',
    })
    expect(unknownNames(programOf(made)).map(fault => fault.slice(0, 32))).toEqual([
      "a.ts: Cannot find name 'process'",
      "b.ts: Cannot find name 'setTimeo",
      "d.ts: Cannot find name 'TextEnco",
    ])
  })

  test('the clock is read in rollup.ts alone, and nothing is random', () => {
    expect(hidden(src)).toEqual([])
  })

  test('hidden clocks and randomness are found, under other names too', () => {
    const made = tree({
      'rollup/rollup.ts': 'export const clock = Date.now',
      'time/yield.ts': 'export const loop = globalThis',
      'tier/head.ts': 'const t = Date.now()\nconst d = new Date()\nconst { now } = Date\nconst x = Math.random()',
      'tier/seal.ts': "const { random } = Math\nconst f = new Function('x', 'x')\nconst g = globalThis\neval('1')",
      'window/zone.ts': 'const s = new Intl.DateTimeFormat().format()\nconst D = Date',
      'time/fine.ts':
        'const a = new Date(0)\nconst b = Date.UTC(2026)\nconst c = (d: Date | number) => d instanceof Date\nMath.max(1)',
    })
    expect(hidden(made)).toEqual([
      'tier/head.ts:1: Date.now',
      'tier/head.ts:2: new Date()',
      'tier/head.ts:3: Date',
      'tier/head.ts:4: Math.random',
      'tier/seal.ts:1: Math',
      'tier/seal.ts:2: Function',
      'tier/seal.ts:3: globalThis',
      'tier/seal.ts:4: eval',
      'window/zone.ts:1: format()',
      'window/zone.ts:2: Date',
    ])
  })
})

describe('the errors', () => {
  test('every error that is made is a TidemarkError', () => {
    expect(strangeErrors(src)).toEqual([])
  })

  test('another error is found, thrown or not', () => {
    const made = tree({
      'fill/fill.ts': "throw new TidemarkError('TIDEMARK_STORE', '')\nthrow new RangeError('far')",
      'store/memory.ts': "const no = Promise.reject(Error('no'))\nconst is = no instanceof Error\nthrow 'text'",
    })
    expect(strangeErrors(made)).toEqual([
      'fill/fill.ts:2: RangeError',
      'store/memory.ts:1: Error',
      "store/memory.ts:3: 'text'",
    ])
  })
})

describe('the names', () => {
  test('a top-level name stands for one thing in src: no two files declare it', () => {
    expect(repeatedNames(src)).toEqual([])
    expect(unneededShares(src)).toEqual([])
  })

  test('a name that two files declare is found, however it is declared, and a reason that is no longer needed', () => {
    const made = tree({
      'fill/a.ts': 'export function load() {}\nconst [KEPT, { most }] = [1, { most: 2 }]\nexport interface Row {}',
      'fill/b.ts': "type load = string\nconst KEPT = 2\nexport { one as Row } from './c'",
      'fill/c.ts':
        "export { load } from './a'\nexport class most {}\nconst inner = () => { const KEPT = 3 }\nexport const one = 1",
      'fill/d.ts': 'const NONE = -1',
      'fill/e.ts': 'const NONE = -1\nenum FEW {}',
    })
    expect(repeatedNames(made, { NONE: 'the same everywhere', FEW: 'gone' })).toEqual([
      'load: fill/a.ts, fill/b.ts',
      'KEPT: fill/a.ts, fill/b.ts',
      'most: fill/a.ts, fill/c.ts',
      'Row: fill/a.ts, fill/b.ts',
    ])
    expect(unneededShares(made, { NONE: 'the same everywhere', FEW: 'gone' })).toEqual(['FEW'])
  })
})

describe('the words', () => {
  test('no identifier of src has a retired word in it', () => {
    expect(retiredNames(src)).toEqual([])
  })

  test('a retired word is found, in a longer name and in a private one too', () => {
    const made = tree({
      'tier/a.ts': 'const tallyOf = 1\nclass Head { #told = 2 }\nconst turnover = 3\nconst LOCK_TURN = 4',
      'tier/b.ts': '// told by the ledger\nexport const absorb = (settledRows: number) => settledRows',
    })
    expect(retiredNames(made).map(line => line.split(' (')[0])).toEqual([
      'tier/a.ts:1: tallyOf',
      'tier/a.ts:2: #told',
      'tier/a.ts:4: LOCK_TURN',
      'tier/b.ts:2: settledRows',
      'tier/b.ts:2: settledRows',
    ])
  })
})

describe('the public names', () => {
  test.each(Object.entries(entries))('%s: each name has a sentence, and each value an example', (_, entry) => {
    const names = publicNames(program, entry.file)
    const values = Object.keys(entry.exports)
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(values))
    expect(undocumented(names, values)).toEqual([])
  })

  test('a name without a sentence is found, and a value whose example is missing or answers nothing', () => {
    const made = tree({
      'index.ts': "export * from './names'\nexport { type Loose, said } from './more'",
      'names.ts': `/** Says one. \n * @example\n * one()   // => 1\n */\nexport function one() { return 1 }
        export const bare = 1
        /** Two is said. */\nexport const two = 2
        /** @example three() */\nexport const three = () => 3`,
      'more.ts': `/** Four is said. \n * @example\n * said()\n */\nexport const said = () => 4
        export interface Loose { readonly n: number }`,
    })
    const names = publicNames(programOf(made), 'index.ts')
    expect(undocumented(names, ['one', 'bare', 'two', 'three', 'said'])).toEqual([
      'Loose has no sentence',
      'bare has no sentence',
      'three has no sentence',
      'said has no @example',
      'bare has no @example',
      'two has no @example',
      'three has no @example',
    ])
  })
})
