/** How the numbers of a field are written; the tags of the format (FORMAT.md). */
export const EMPTY = 0
const U8 = 1
const U16 = 2
const U32 = 3
const F32 = 4
export const F64 = 5

/** The bytes that one number takes, by tag. */
export const BYTES = [0, 1, 2, 4, 4, 8] as const

/** Returns the tag of the smallest type that holds values[from..to) without loss. It depends on the values alone. */
export function smallest(values: Float64Array, from: number, to: number): number {
  let largest = 0
  let at = from
  for (; at < to; at++) {
    const x = values[at]
    if (!(x >= 0 && x <= 0xffffffff && x === Math.floor(x))) break
    if (x > largest) largest = x
  }
  if (at === to) return largest <= 0xff ? U8 : largest <= 0xffff ? U16 : U32
  for (at = from; at < to; at++) {
    const x = values[at]
    if (Math.fround(x) !== x && !Number.isNaN(x)) return F64
  }
  return F32
}

/** Writes values[from..to) as the type of a tag, which must hold them; returns the offset after the last one. */
export function pack(view: DataView, at: number, tag: number, values: Float64Array, from: number, to: number): number {
  switch (tag) {
    case U8:
      for (let p = from; p < to; p++, at += 1) view.setUint8(at, values[p])
      break
    case U16:
      for (let p = from; p < to; p++, at += 2) view.setUint16(at, values[p], true)
      break
    case U32:
      for (let p = from; p < to; p++, at += 4) view.setUint32(at, values[p], true)
      break
    case F32:
      for (let p = from; p < to; p++, at += 4) {
        const x = values[p]
        if (Number.isNaN(x)) view.setUint32(at, QUIET_NAN_32, true)
        else view.setFloat32(at, x + 0, true)
      }
      break
    case F64:
      for (let p = from; p < to; p++, at += 8) {
        const x = values[p]
        if (Number.isNaN(x)) setQuietNaN(view, at)
        else view.setFloat64(at, x + 0, true)
      }
  }
  return at
}

/** Reads values[from..to) as the type of a tag. */
export function unpack(view: DataView, at: number, tag: number, values: Float64Array, from: number, to: number): void {
  switch (tag) {
    case U8:
      for (let p = from; p < to; p++, at += 1) values[p] = view.getUint8(at)
      break
    case U16:
      for (let p = from; p < to; p++, at += 2) values[p] = view.getUint16(at, true)
      break
    case U32:
      for (let p = from; p < to; p++, at += 4) values[p] = view.getUint32(at, true)
      break
    case F32:
      for (let p = from; p < to; p++, at += 4) values[p] = view.getFloat32(at, true) + 0
      break
    case F64:
      for (let p = from; p < to; p++, at += 8) values[p] = view.getFloat64(at, true) + 0
  }
}

/** Returns the number of bytes that `n` takes as a varint. */
export function varintBytes(n: number): number {
  return n < 0x80 ? 1 : n < 0x4000 ? 2 : n < 0x200000 ? 3 : n < 0x10000000 ? 4 : 5
}

/** Writes `n`, 0 to 2^32 - 1, seven bits per byte, low bits first (LEB128); returns the offset after it. */
export function packVarint(view: DataView, at: number, n: number): number {
  for (; n >= 0x80; n >>>= 7) view.setUint8(at++, (n & 0x7f) | 0x80)
  view.setUint8(at, n)
  return at + 1
}

// An engine may write any payload of a NaN, so equal states could have different bytes.
const QUIET_NAN_32 = 0x7fc00000

function setQuietNaN(view: DataView, at: number): void {
  view.setUint32(at, 0, true)
  view.setUint32(at + 4, 0x7ff80000, true)
}
