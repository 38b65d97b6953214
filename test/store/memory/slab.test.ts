import { expect, test } from 'vitest'
import { Slab } from '../../../src/store/memory/slab'

test('copies from a slab do not overlap', () => {
  const slab = new Slab()
  const copies = Array.from({ length: 500 }, (_, k) => slab.copy(new Uint8Array(k + 20).fill(k), 10, k + 10))
  for (const [k, copy] of copies.entries()) {
    expect(copy).toEqual(new Uint8Array(k).fill(k))
    copy.fill(0)
  }
})
