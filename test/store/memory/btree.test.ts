import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BTree } from '../../../src/store/memory/btree'
import type { Row } from '../../../src/store/store'

const seed = 1717

const row = (start: number, sequence: number): Row => {
  return { tier: 'm', series: 0, start, end: start + 1, writer: 'main', sequence, bytes: new Uint8Array() }
}

/** A row as text: of its bytes the length, the first and the last. */
function textOf({ series, start, end, sequence, bytes }: Row): string {
  return [series, start, end, sequence, bytes.length, bytes[0], bytes.at(-1)].join(' ')
}

/** All rows of a tier, in the order of its searches, up or down. */
function walk(rows: BTree, up: boolean): string[] {
  const got: string[] = []
  let found = up ? rows.seek(-1, 0) : rows.seekBefore(Number.POSITIVE_INFINITY, 0)
  while (found) {
    got.push(textOf(rows.row('m', 'main')))
    found = up ? rows.seek(rows.series, rows.start + 1) : rows.seekBefore(rows.series, rows.start)
  }
  return got
}

test(`a tree holds the rows of a plain map after any puts and drops (seed ${seed})`, async () => {
  const series = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(2 ** 53 - 1))
  const start = fc.integer({ min: -30, max: 60 })
  const size = fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 600 }) }, { weight: 1, arbitrary: fc.constant(20_000) })
  const put = fc.record({ series, start, size, value: fc.nat({ max: 255 }) })
  const drop = fc.record({ from: start, to: start })
  const anySteps = fc.array(fc.oneof({ weight: 30, arbitrary: put }, drop), {
    minLength: 1,
    maxLength: 500,
    size: 'max',
  })
  await fc.assert(
    fc.asyncProperty(anySteps, async steps => {
      const rows = new BTree()
      const plain = new Map<string, Row>()
      for (const [k, step] of steps.entries()) {
        if ('from' in step) {
          for (const [key, { start }] of plain) if (start >= step.from && start < step.to) plain.delete(key)
          await rows.drop({ tier: 'm', ...step })
        } else {
          const bytes = new Uint8Array(step.size).fill(step.value)
          const one = { ...row(step.start, k), series: step.series, bytes }
          plain.set(`${step.series}/${step.start}`, one)
          rows.put(one)
        }
      }
      const wanted = [...plain.values()].sort((a, b) => a.series - b.series || a.start - b.start)
      const bytes = wanted.reduce((sum, { bytes: { length } }) => sum + length, 0)
      expect(rows.usage()).toEqual({ rows: wanted.length, bytes })
      expect(walk(rows, true)).toEqual(wanted.map(textOf))
      expect(walk(rows, false)).toEqual(wanted.map(textOf).reverse())
    }),
    { seed, numRuns: 60 },
  )
})

test('a row takes little more than its bytes and 40, and frees them when it is dropped', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const inUse = async () => {
    for (let k = 0; k < 3; k++) {
      collect()
      await new Promise(resolve => setImmediate(resolve)) // what was collected is given back beside the loop
    }
    return process.memoryUsage().arrayBuffers
  }
  const bytes = new Uint8Array(45)
  for (const [series, starts] of [
    [20_000, 1],
    [1, 20_000],
    [500, 40],
  ]) {
    const before = await inUse()
    const rows = new BTree()
    for (let start = 0; start < starts; start++)
      for (let s = 0; s < series; s++) rows.put({ ...row(start, 1), series: s, bytes })
    expect(((await inUse()) - before) / (series * starts)).toBeLessThan(1.25 * (45 + 40))
    await rows.drop({ tier: 'm', from: 0, to: starts * 0.9 })
    expect(rows.usage().rows).toBe(starts === 1 ? 0 : series * starts * 0.1)
    expect(((await inUse()) - before) / (series * starts)).toBeLessThan(0.13 * (45 + 40))
  }
})
