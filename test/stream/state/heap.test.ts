import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Heap } from '../../../src/stream/state/heap'

const SEED = 12

test(`a heap pops its items in ascending order of their keys (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { freq: 3 })), list => {
      const heap = new Heap<string>()
      const plain: number[] = []
      for (const key of list) {
        if (key !== null) {
          heap.push(key, `${key}`)
          plain.push(key)
        } else if (plain.length > 0) expect(heap.pop()).toBe(`${plain.shift()}`)
        plain.sort((a, b) => a - b)
        expect([heap.min, heap.size]).toEqual([plain[0] ?? Number.POSITIVE_INFINITY, plain.length])
      }
    }),
    { seed: SEED },
  )
})
