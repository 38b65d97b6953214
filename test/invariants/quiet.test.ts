import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rollup } from '../../src'
import { EXACT } from '../support/fixtures/exact-rollup'
import { simulate } from '../support/simulation/simulation'
import { workloads } from '../support/simulation/workload'

const seed = 41

const HIDDEN = [
  { what: 'Date.now', pattern: /\bDate\s*\.\s*now\b/ },
  { what: 'new Date() without an argument', pattern: /\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/ },
  { what: 'Date() as a function', pattern: /(?<!new\s)(?<![.\w])Date\s*\(/ },
  { what: 'performance', pattern: /\bperformance\b/ },
  { what: 'Math.random', pattern: /\bMath\s*\.\s*random\b/ },
  { what: 'crypto', pattern: /\bcrypto\b/ },
  { what: 'a timer', pattern: /\bset(?:Timeout|Interval)\b/ },
]

/** The file that reads the clock if it is given none. */
const DOOR = 'rollup/rollup.ts'
/** What a file may use on purpose: the timer that users start by name. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = { [DOOR]: ['Date.now'], 'node/keep-time.ts': ['a timer'] }

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory()
      ? filesOf(join(folder, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(folder, entry.name)]
        : [],
  )
}

function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

function hiddenIn(code: string): string[] {
  return HIDDEN.filter(({ pattern }) => pattern.test(code)).map(({ what }) => what)
}

describe('quiet: no clock, no randomness, no timer in src', () => {
  const source = join(import.meta.dirname, '../../src')
  test.each(filesOf(source).map(file => [file.slice(source.length + 1), file]))('%s', (name, file) => {
    const code = codeOf(readFileSync(file, 'utf8'))
    expect(hiddenIn(code)).toEqual(ALLOWED[name] ?? [])
    if (name === DOOR) expect(code.match(/Date\.now/g)).toHaveLength(1)
  })

  test.each([
    ['const t = Date.now()', 'Date.now'],
    ['const t = new Date()', 'new Date() without an argument'],
    ['const t = Date()', 'Date() as a function'],
    ['const t = performance.now()', 'performance'],
    ['const x = Math.random()', 'Math.random'],
    ['const id = crypto.randomUUID()', 'crypto'],
    ['setTimeout(run, 1)', 'a timer'],
  ])('the check rejects %s', (code, what) => expect(hiddenIn(code)).toEqual([what]))
})

/** Runs while every clock, timer and source of randomness throws. */
async function withoutSurroundings(run: () => Promise<void>): Promise<void> {
  const refuse = (what: string) => () => {
    throw new Error(`${what} was called`)
  }
  const RealDate = Date
  const silent = new Proxy(RealDate, {
    construct: (target, args, self) =>
      args.length === 0 ? refuse('new Date()')() : Reflect.construct(target, args, self),
    get: (target, name) => (name === 'now' ? refuse('Date.now') : Reflect.get(target, name)),
  })
  const { setTimeout, setInterval, performance } = globalThis
  const { random } = Math
  const throwing = {
    Date: silent,
    setTimeout: refuse('setTimeout'),
    setInterval: refuse('setInterval'),
    performance: { now: refuse('performance.now') },
  }
  try {
    Object.assign(globalThis, throwing)
    Math.random = refuse('Math.random')
    await run()
  } finally {
    Object.assign(globalThis, { Date: RealDate, setTimeout, setInterval, performance })
    Math.random = random
  }
}

test(`quiet: simulations run without a clock, randomness or timers (seed ${seed})`, async () => {
  const list = fc.sample(workloads, { seed, numRuns: 40 })
  await withoutSurroundings(async () => {
    for (const workload of list) await simulate(workload)
  })
})

test('quiet: the check rejects a rollup that reads the clock', async () => {
  const run = async () => {
    const api = await rollup({ aggregates: EXACT })
    api.add({ metric: 'm', value: 1 })
  }
  await expect(withoutSurroundings(run)).rejects.toThrow('Date.now was called')
  await expect(run()).resolves.toBeUndefined()
})
