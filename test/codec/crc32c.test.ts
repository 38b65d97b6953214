import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c } from '../../src/codec/crc32c'

const seed = 320
const of = (bytes: ArrayLike<number>) => crc32c(new DataView(Uint8Array.from(bytes).buffer), 0, bytes.length)

test('the check value of CRC-32C is e3069283, and of no bytes it is 0', () => {
  expect(of([...'123456789'].map(digit => digit.charCodeAt(0)))).toBe(0xe3069283)
  expect(of([])).toBe(0)
})

test('the vectors of RFC 3720 B.4 hold: zeros, ones, ascending, descending, an iSCSI read', () => {
  const ascending = Array.from({ length: 32 }, (_, k) => k)
  expect(of(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(of(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  expect(of(ascending)).toBe(0x46dd794e)
  expect(of([...ascending].reverse())).toBe(0x113fdb5c)
  const read = '01c00000000000000000000000000000140000000000040000000014000000182800000000000000020000000000000 0'
  const bytes = read
    .replace(' ', '')
    .match(/../g)!
    .map(pair => Number.parseInt(pair, 16))
  expect(of(bytes)).toBe(0xd9963a56)
})

test(`eight bytes per step equal one bit per step, from any offset (seed ${seed})`, () => {
  const slow = (bytes: Uint8Array) => {
    let crc = -1
    for (const byte of bytes) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    }
    return ~crc >>> 0
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 9 }), (bytes, from) => {
      const start = Math.min(from, bytes.length)
      return crc32c(new DataView(bytes.buffer), start, bytes.length) === slow(bytes.subarray(start))
    }),
    { seed, numRuns: 500 },
  )
})
