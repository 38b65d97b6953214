/**
 * A second reader of rows of states, written from src/codec/FORMAT.md alone: it shares no code with src.
 * It is slow and plain, and gives what it read as lists.
 */

/** The fields of an aggregate: a number is an identity. */
type SecondFields = Record<string, number | { slots: number; identity: number }>

/** The aggregates that a row is read as, by key. */
export type SecondShape = Record<string, { name: string; state: SecondFields }>

/** What a row holds, by key and field; identities at the end of slots are left out. */
export type SecondState = Record<string, Record<string, number[]>>

export function readRow(bytes: number[], shape: SecondShape): SecondState {
  if (bytes[0] !== 0xfc) throw new Error('no row')
  if (bytes[1] !== 1) throw new Error('unknown version')
  const body = bytes.slice(0, -4)
  if (checksum(body) !== integer(bytes.slice(-4))) throw new Error('damaged')
  const keys = fingerprints(shape)
  const result: SecondState = {}
  const queue = body.slice(2)
  const sections = varint(queue)
  for (let k = 0; k < sections; k++) {
    const key = keys.get(integer(queue.splice(0, 4)))
    const section = queue.splice(0, varint(queue))
    if (key === undefined) throw new Error('another aggregate')
    result[key] = {}
    for (const [field, declared] of Object.entries(shape[key].state)) {
      const tag = section.shift()!
      const slots = typeof declared !== 'number'
      const count = tag === 0 ? (slots ? 0 : -1) : slots ? varint(section) : 1
      if (count === -1) result[key][field] = [declared as number]
      else result[key][field] = Array.from({ length: count }, () => numberOf(tag, section))
    }
    if (section.length > 0) throw new Error('bytes left over in a section')
  }
  if (queue.length > 0) throw new Error('bytes left over')
  return result
}

/** A number of a tag, taken off the front. */
export function numberOf(tag: number, from: number[]): number {
  const size = [0, 1, 2, 4, 4, 8][tag]
  const taken = from.splice(0, size)
  if (tag <= 3) return integer(taken)
  const [exponentBits, fractionBits] = tag === 4 ? [8, 23] : [11, 52]
  const high = integer(taken.slice(-4))
  const low = integer(taken.slice(0, -4))
  const bias = 2 ** (exponentBits - 1) - 1
  const sign = high >= 2 ** 31 ? -1 : 1
  const exponent = Math.floor(high / 2 ** (31 - exponentBits)) % 2 ** exponentBits
  const fraction = ((high % 2 ** (31 - exponentBits)) * 2 ** (8 * (size - 4)) + low) / 2 ** fractionBits
  if (exponent === 2 * bias + 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias)
}

/** An unsigned whole number. */
export function integer(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte, k) => sum + byte * 256 ** k, 0)
}

function varint(queue: number[]): number {
  const byte = queue.shift()!
  return byte < 128 ? byte : byte - 128 + 128 * varint(queue)
}

/** CRC-32C, bit by bit. */
export function checksum(bytes: readonly number[]): number {
  let remainder = 0xffffffff
  for (const byte of bytes) {
    remainder = (remainder ^ byte) >>> 0
    for (let bit = 0; bit < 8; bit++)
      remainder = remainder & 1 ? ((remainder >>> 1) ^ 0x82f63b78) >>> 0 : remainder >>> 1
  }
  return (remainder ^ 0xffffffff) >>> 0
}

const known = new WeakMap<SecondShape, Map<number, string>>()

/** The keys of a shape by the fingerprints of their aggregates, worked out once. */
function fingerprints(shape: SecondShape): ReadonlyMap<number, string> {
  const keys = known.get(shape) ?? new Map(Object.keys(shape).map(key => [checksum(described(key, shape[key])), key]))
  known.set(shape, keys)
  return keys
}

function described(key: string, { name, state }: SecondShape[string]): number[] {
  const bytes = [...text(key), ...text(name)]
  for (const [field, declared] of Object.entries(state)) {
    const slots = typeof declared === 'number' ? 0 : declared.slots
    const identity = typeof declared === 'number' ? declared : declared.identity
    bytes.push(...text(field), slots & 255, slots >> 8, ...new Uint8Array(new Float64Array([identity]).buffer))
  }
  return bytes
}

function text(value: string): number[] {
  const units = value.split('').map(unit => unit.charCodeAt(0))
  const { length } = units
  return [
    length & 255,
    (length >> 8) & 255,
    (length >> 16) & 255,
    length >>> 24,
    ...units.flatMap(u => [u & 255, u >> 8]),
  ]
}
