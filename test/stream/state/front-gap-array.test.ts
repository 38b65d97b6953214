import fc from 'fast-check'
import { expect, test } from 'vitest'
import { insertAt } from '../../../src/stream/state/front-gap-array'

const SEED = 11

test(`entries that are inserted anywhere and removed in front are those of a plain list (seed ${SEED})`, () => {
  const steps = fc.array(fc.option(fc.nat(1000), { freq: 4 }), { maxLength: 200 })
  fc.assert(
    fc.property(steps, list => {
      const columns: [number[], string[]] = [[], []]
      let from = 0
      const plain: number[] = []
      for (const step of list) {
        if (step === null) {
          if (plain.length === 0) continue
          plain.shift()
          from++
        } else {
          const at = step % (plain.length + 1)
          plain.splice(at, 0, step)
          from = insertAt(columns, from, from + at, [step, `${step}`])
        }
        expect(columns[0].slice(from)).toEqual(plain)
        expect(columns[1].slice(from)).toEqual(plain.map(String))
      }
    }),
    { seed: SEED },
  )
})

/** A column that counts what is moved in it. */
class Counted extends Array<number> {
  moved = 0
  override push(...entries: number[]): number {
    this.moved += entries.length
    return super.push(...entries)
  }
  override splice(start: number, gone = 0, ...entries: number[]): number[] {
    this.moved += this.length - start
    return super.splice(start, gone, ...entries)
  }
}

test('entries that arrive newest first are moved a few times each, not once per later entry', () => {
  const column = new Counted()
  let from = 0
  for (let k = 10_000; k > 0; k--) from = insertAt([column], from, from, [k])
  expect(column[from]).toBe(1)
  expect(column.length - from).toBe(10_000)
  expect(column.moved).toBeLessThan(20_000)
})
