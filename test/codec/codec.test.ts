import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { count, min, slots } from '../../src/aggregate'
import { createCodec } from '../../src/codec/codec'
import { Frame } from '../../src/state/frame'
import { MissingAggregates } from '../../src/state/missing'
import { schemaOf } from '../../src/state/schema'
import { stateOf } from '../golden/states'
import { anyAggregates, anyNumber, codeOf, fieldsOnly, filled, Guarded, repaired } from '../support/encoded-rows'
import { readRow, type SecondShape } from './second-reader'

const seed = 1964
const anyRow = fc
  .tuple(anyAggregates, fc.array(fc.array(anyNumber, { maxLength: 40 }), { minLength: 1, maxLength: 6 }))
  .map(([aggregates, lists]) => ({ aggregates, lists }))

describe(`any state of any aggregates (seed ${seed})`, () => {
  test('is decoded into its row, and no other row changes', () => {
    fc.assert(
      fc.property(anyRow, ({ aggregates, lists }) => {
        const frame = filled(aggregates, lists)
        const guarded = new Guarded(aggregates)
        const codec = createCodec(frame.schema)
        codec.decode(codec.encode(frame, 0), guarded.frame, 1)
        expect(stateOf(guarded.frame, 1)).toEqual(stateOf(frame, 0))
        expect(guarded.neighborsAreUnchanged).toBe(true)
      }),
      { seed, numRuns: 300 },
    )
  })

  test('has the same bytes after it was decoded, whatever its row', () => {
    fc.assert(
      fc.property(anyRow, ({ aggregates, lists }) => {
        const frame = filled(aggregates, lists)
        const codec = createCodec(frame.schema)
        const bytes = codec.encode(frame, 0)
        const { frame: other } = new Guarded(aggregates)
        createCodec(schemaOf(aggregates)).decode(bytes, other, 1)
        expect(codec.encode(other, 1)).toEqual(bytes)
      }),
      { seed, numRuns: 300 },
    )
  })

  test('is read alike by a reader that was written from FORMAT.md alone', () => {
    fc.assert(
      fc.property(anyRow, ({ aggregates, lists }) => {
        const frame = filled(aggregates, lists)
        const bytes = createCodec(frame.schema).encode(frame, 0)
        expect(readRow([...bytes], aggregates as SecondShape)).toEqual(stateOf(frame, 0))
      }),
      { seed, numRuns: 300 },
    )
  })

  test('is rejected if a bit is flipped or the end cut off, and the row stays as it was', () => {
    fc.assert(
      fc.property(anyRow, fc.nat(), ({ aggregates, lists }, where) => {
        const frame = filled(aggregates, lists)
        const guarded = new Guarded(aggregates)
        const codec = createCodec(frame.schema)
        const bytes = codec.encode(frame, 0)
        const flipped = bytes.slice()
        flipped[(where >> 3) % bytes.length] ^= 1 << (where & 7)
        expect(codeOf(() => codec.decode(flipped, guarded.frame, 1))).toBe('TIDEMARK_DECODE')
        expect(codeOf(() => codec.decode(bytes.slice(0, where % bytes.length), guarded.frame, 1))).toBe(
          'TIDEMARK_DECODE',
        )
        expect(guarded.rowIsUnchanged && guarded.neighborsAreUnchanged).toBe(true)
      }),
      { seed, numRuns: 300 },
    )
  })
})

describe('equal states have equal bytes', () => {
  const one = { a: fieldsOnly('a', { x: 0, y: slots(4) }) }
  const bytesOf = (...lists: number[][]) => createCodec(schemaOf(one)).encode(filled(one, lists), 0)

  test('-0 is written as 0', () => {
    expect(bytesOf([-0], [-0, 1, -0])).toEqual(bytesOf([0], [0, 1]))
    expect(bytesOf([1], [-0, 1.5])).toEqual(bytesOf([1], [0, 1.5]))
    expect(bytesOf([1], [-0, 0.1])).toEqual(bytesOf([1], [0, 0.1]))
  })

  test('every NaN is written as one', () => {
    const odd = new Float64Array(new Uint32Array([1, 0xfff80001]).buffer)[0]
    expect(bytesOf([odd], [odd, 0.1])).toEqual(bytesOf([Number.NaN], [Number.NaN, 0.1]))
  })

  test('the order of the keys in the code does not matter', () => {
    const a = fieldsOnly('a', { x: 0 })
    const b = fieldsOnly('b', { x: 0 })
    const ab = createCodec(schemaOf({ a, b })).encode(filled({ a, b }, [[1], [2]]), 0)
    expect(createCodec(schemaOf({ b, a })).encode(filled({ b, a }, [[2], [1]]), 0)).toEqual(ab)
  })

  test.each([
    ['nothing', [0], 1],
    ['an 8-bit integer', [255], 2],
    ['a 16-bit integer', [256], 3],
    ['a 32-bit integer', [65_536], 5],
    ['a 32-bit float', [-1], 5],
    ['a 64-bit float', [0.1], 9],
    ['a 64-bit float beyond 32-bit integers and 24-bit mantissas', [2 ** 32 + 1], 9],
    ['a 32-bit float for infinity', [Number.POSITIVE_INFINITY], 5],
  ])('a number takes no more bytes than it needs: %s', (_, list, bytes) => {
    const alone = { a: fieldsOnly('a', { x: 0 }) }
    expect(createCodec(schemaOf(alone)).encode(filled(alone, [list]), 0)).toHaveLength(12 + bytes)
  })
})

test('a codec serves a frame that grows, and several frames', () => {
  const one = { a: fieldsOnly('a', { x: 0 }), b: fieldsOnly('b', { y: slots(2) }) }
  const frame = filled(one, [[1], [2, 3]])
  const other = filled(one, [[4], [5, 6]])
  const codec = createCodec(frame.schema)
  const before = codec.encode(frame, 0)
  const grown = frame.append(1_000)
  codec.decode(codec.encode(other, 0), frame, grown)
  expect(codec.encode(frame, 0)).toEqual(before)
  expect(codec.encode(frame, grown)).toEqual(codec.encode(other, 0))
  expect(codec.encode(frame, grown + 1)).toHaveLength(before.length - 4)
})

test('two keys with the same fingerprint are rejected', () => {
  // A checksum does not see a difference that is its own polynomial, whose bits go low first into the key's bytes.
  const bits = 0x11edc6f41n.toString(2)
  const bytes = new Uint8Array(6)
  for (let k = 0; k < bits.length; k++) bytes[k >> 3] |= Number(bits[k]) << (k & 7)
  const key = 'p99'
  const units = [...key].map((unit, k) => unit.charCodeAt(0) ^ (bytes[2 * k] | (bytes[2 * k + 1] << 8)))
  const twin = String.fromCharCode(...units)
  const n = fieldsOnly('count', { n: 0 })
  expect(codeOf(() => createCodec(schemaOf({ [key]: n, [twin]: n })))).toBe('TIDEMARK_INVALID_OPTION')
  expect(codeOf(() => createCodec(schemaOf({ [key]: n, [`${twin}.`]: n })))).toBeUndefined()
})

test('the bytes of the example in FORMAT.md are those of the codec', () => {
  const format = readFileSync(new URL('../../src/codec/FORMAT.md', import.meta.url), 'utf8')
  const [, hex] = format.match(/```\n([0-9a-f ]+)\n```/)!
  const frame = new Frame(schemaOf({ n: count(), low: min() }))
  frame.fold(frame.append(), Float64Array.of(7, 5), Float64Array.of(0, 1), 0, 2)
  expect(Buffer.from(createCodec(frame.schema).encode(frame, 0)).toString('hex')).toBe(hex.replaceAll(' ', ''))
})

describe('an error of decoding says where and why', () => {
  const n = fieldsOnly('count', { n: 0 })
  const s = fieldsOnly('bins(9)', { bins: slots(9) })
  const codec = createCodec(schemaOf({ n, s }))
  const frame = filled({ n, s }, [[7], [1, 2, 3]])
  const bytes = codec.encode(frame, 0)
  const target = new Frame(frame.schema)
  const row = target.append()
  const changed = (at: number, value: number) => {
    const copy = bytes.slice()
    copy[at] = value
    return () => codec.decode(repaired(copy), target, row)
  }

  test('for a newer version', () => {
    expect(changed(1, 2)).toThrow('byte 1: version 2 is newer than 1, the newest that this tidemark reads')
    expect(codeOf(changed(1, 2))).toBe('TIDEMARK_DECODE')
    expect(changed(1, 0)).toThrow('byte 1: there is no version 0')
  })

  test('for other bytes', () => {
    expect(() => codec.decode(new Uint8Array(0), target, row)).toThrow('byte 0: the row ends here')
    expect(changed(0, 0x7b)).toThrow('byte 0: a row starts with 252, not with 123')
  })

  test('for a checksum that differs', () => {
    const copy = bytes.slice()
    copy[3] ^= 1
    expect(() => codec.decode(copy, target, row)).toThrow(`byte ${bytes.length - 4}: the checksum`)
  })

  test('for counts, lengths and tags that do not fit', () => {
    expect(changed(2, 1)).toThrow(/^byte \d+: \d+ bytes follow the last section$/)
    expect(changed(2, 3)).toThrow(/^byte \d+: section 3 of 3 is cut off$/)
    const endless = repaired(Uint8Array.of(0xfc, 1, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0))
    expect(() => codec.decode(endless, target, row)).toThrow('byte 2: a length that does not end')
    expect(changed(7, 120)).toThrow(/^byte 8: a section of 120 bytes, but \d+ are left$/)
    expect(changed(8, 9)).toThrow(/^byte 8: field ".*" of ".*" has the unknown tag 9$/)
    expect(target.page(0).every(columns => Object.values(columns).every(column => column.every(x => x === 0)))).toBe(
      true,
    )
  })

  test('for more numbers than slots, before anything is allocated', () => {
    const alone = createCodec(schemaOf({ s }))
    const own = alone.encode(filled({ s }, [[1, 2, 3]]), 0)
    own[9] = 10
    expect(() => alone.decode(repaired(own), new Frame(schemaOf({ s }), 1), 0)).toThrow(
      'byte 9: field "bins" of "s" claims 10 numbers, but can have 1 to 9',
    )
  })

  test('for a row of other aggregates: TIDEMARK_MISMATCH, naming what is missing', () => {
    const other = createCodec(schemaOf({ n, s: fieldsOnly('bins(8)', { bins: slots(8) }) }))
    const frame = new Frame(schemaOf({ n }))
    expect(codeOf(() => other.decode(bytes, target, row))).toBe('TIDEMARK_MISMATCH')
    expect(() => other.decode(bytes, target, row)).toThrow(/"s" \(bins\(8\)\) is missing; [0-9a-f]{8} is unknown/)
    expect(codeOf(() => createCodec(schemaOf({ n })).decode(bytes, frame, frame.append()))).toBe('TIDEMARK_MISMATCH')
    expect(codeOf(() => createCodec(schemaOf({ m: n, s })).decode(bytes, target, row))).toBe('TIDEMARK_MISMATCH')
  })

  test('lenient decoding skips unknown sections, returns the missing ones and leaves them at their identity', () => {
    const kept = filled({ n, s }, [[1, 2, 3]])
    const written = createCodec(schemaOf({ n, s })).encode(kept, 0)
    const other = schemaOf({ more: n, n })
    const frame = new Frame(other)
    const codec = createCodec(other)
    const lacks = codec.decodeLenient(written, frame, frame.append())
    expect([...lacks!]).toEqual([0])
    expect(frame.page(0)[0].n[0]).toBe(0)
    expect(codec.decodeLenient(codec.encode(frame, 0), frame, frame.append())).toBeUndefined()
    const again = codec.encode(frame, 0, lacks)
    expect(again).toEqual(createCodec(schemaOf({ n })).encode(kept, 0))
    expect(codec.decodeLenient(again, frame, frame.append())).toBe(lacks)
    const nothing = codec.encode(frame, 0, new MissingAggregates([0, 1]))
    expect([...codec.decodeLenient(nothing, frame, frame.append())!].sort()).toEqual([0, 1])
    written[4] ^= 1
    expect(codeOf(() => codec.decodeLenient(written, frame, 0))).toBe('TIDEMARK_DECODE')
  })
})
