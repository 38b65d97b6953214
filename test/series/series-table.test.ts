import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashKey } from '../../src/series/hash'
import { type SeriesKey, type Tags, tagsIn, toSeriesKey } from '../../src/series/series-key'
import { NOT_FOUND, SeriesTable } from '../../src/series/series-table'

const SEED = 31
const few = fc.constantFrom('a', 'b', '', '__proto__', 'constructor')
const named = fc
  .tuple(fc.constantFrom('m', 'n', 'a'), fc.dictionary(few, few, { maxKeys: 4 }))
  .map(([metric, tags]) => toSeriesKey(metric, tags))
const steps = fc.array(fc.oneof({ weight: 6, arbitrary: named }, { weight: 1, arbitrary: fc.nat({ max: 5 }) }), {
  minLength: 50,
  maxLength: 400,
})
const keyOf = (name: SeriesKey) => JSON.stringify([name[0], ...Object.entries(tagsIn(name))])

/** What a name is when its tags are written the other way round. */
const reversed = ([metric, ...pairs]: SeriesKey): SeriesKey => {
  const turned = [metric]
  for (let k = pairs.length - 2; k >= 0; k -= 2) turned.push(pairs[k], pairs[k + 1])
  return turned
}

/** Hashes from good to useless: many names share one, or start at the last slot. */
const hashes: [string, (name: SeriesKey) => number][] = [
  ['its own hash', hashKey],
  ['a hash of 4 values', name => hashKey(name) & 3],
  ['one hash for all', () => -1],
  ['hashes at the end of the table', name => hashKey(name) | 62],
]

/** Checks that a table with this hash answers as a Map by sorted pairs does, whatever is added and taken back. */
function checkAsMap(hash: (name: SeriesKey) => number): void {
  const law = fc.property(steps, all => {
    const table = new SeriesTable(hash)
    const map = new Map<string, number>()
    for (const step of all)
      if (typeof step === 'number') {
        for (let k = 0; k < step && map.size > 0; k++) {
          const last = [...map.keys()].at(-1)!
          expect(keyOf(table.pop())).toBe(last)
          map.delete(last)
        }
      } else {
        const key = keyOf(step)
        expect(table.find(step)).toBe(map.get(key) ?? NOT_FOUND)
        if (!map.has(key)) map.set(key, table.push(step))
        expect(table.find(reversed(step))).toBe(map.get(key))
      }
    expect(table.length).toBe(map.size)
    for (const [key, id] of map) {
      const name = toSeriesKey(table.metricOf(id), table.tagsOf(id))
      expect(keyOf(name)).toBe(key)
      expect(table.find(name)).toBe(id)
    }
  })
  fc.assert(law, { seed: SEED, numRuns: 60 })
}

describe('the table of names', () => {
  test.each(hashes)(`with %s answers as a Map of sorted pairs does (seed ${SEED})`, (_, hash) => checkAsMap(hash))

  test(`with a hash that depends on the order of the tags does not (seed ${SEED})`, () => {
    expect(() => checkAsMap(name => hashKey([name.join('\n')]))).toThrow('Property failed')
  })

  test('finds 10,000 series after it grew, and none of them after they are popped', () => {
    const table = new SeriesTable()
    const names = Array.from({ length: 10_000 }, (_, k) => toSeriesKey('m', { route: `/${k}`, method: 'GET' }))
    expect(names.map(name => table.push(name))).toEqual(names.map((_, k) => k))
    expect(names.map(name => table.find(name))).toEqual(names.map((_, k) => k))
    while (table.length > 100) table.pop()
    expect(names.map(name => table.find(name))).toEqual(names.map((_, k) => (k < 100 ? k : NOT_FOUND)))
  })
})

describe('the hash of a name', () => {
  test('rarely collides: 100,000 names that differ by a digit or two', () => {
    const seen = new Set<number>()
    for (let k = 0; k < 100_000; k++)
      seen.add(hashKey(toSeriesKey('m', { route: `/users/${k % 1000}`, host: `web-${Math.floor(k / 1000)}` })))
    expect(seen.size).toBeGreaterThan(99_990) // 1.2 pairs are expected to meet by chance
  })

  test('distinguishes which value belongs to which tag, and where a text ends', () => {
    const written: Tags[] = [
      { a: 'x', b: 'y' },
      { a: 'y', b: 'x' },
      { a: 'xy', b: '' },
      { a: 'x', y: 'b' },
    ]
    const hashes = written.map(tags => hashKey(toSeriesKey('m', tags)))
    expect(new Set(hashes).size).toBe(4)
  })

  test(`is the same for a name, whichever names were hashed before it (seed ${SEED})`, () => {
    const words = fc.constantFrom('a', 'b', 'host', 'zone', 'a longer one', 'b longer one')
    const names = fc.array(fc.array(words, { minLength: 1, maxLength: 7 }).filter(({ length }) => length % 2 === 1))
    const checkHash = (hash: (name: SeriesKey) => number) => {
      const law = fc.property(names, all => {
        expect(all.map(name => hash(name))).toEqual(all.map(plainHash))
      })
      fc.assert(law, { seed: SEED, numRuns: 300 })
    }
    checkHash(hashKey)
    const remembered = new Map<number, number>()
    const byLength = (name: SeriesKey) => {
      if (!remembered.has(name[0].length)) remembered.set(name[0].length, plainHash(name))
      return remembered.get(name[0].length) as number
    }
    expect(() => checkHash(byLength)).toThrow('Property failed')
  })
})

/** FNV-1a of the metric and of each pair, finished as in MurmurHash3 and added up: nothing is remembered. */
function plainHash([metric, ...pairs]: SeriesKey): number {
  const fnv = (text: string, basis = 0x811c9dc5) =>
    [...Array(text.length).keys()].reduce((hash, k) => Math.imul(hash ^ text.charCodeAt(k), 0x01000193), basis | 0)
  const shift = (hash: number, bits: number) => hash ^ (hash >>> bits)
  const finish = (hash: number) => shift(Math.imul(shift(Math.imul(shift(hash, 16), 0x85ebca6b), 13), 0xc2b2ae35), 16)
  let sum = fnv(metric)
  for (let k = 0; k < pairs.length; k += 2) sum += finish(fnv(pairs[k] + pairs[k + 1]))
  return finish(sum | 0)
}
