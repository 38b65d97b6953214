import type { StateColumns } from '../../../src/aggregate'
import { Centroids } from '../../../src/aggregate/sketch/tdigest/centroids'
import { DigestLayout, type DigestState, readRow } from '../../../src/aggregate/sketch/tdigest/layout'
import { type Quantiles, tdigest } from '../../../src/aggregate/sketch/tdigest/tdigest'
import { Frame } from '../../../src/state/frame'
import { schemaOf } from '../../../src/state/schema'

export const digest = tdigest()
const schema = schemaOf({ digest })
const layout = new DigestLayout(100)

/** A frame of `rows` empty digests at compression 100. */
export function digests(rows = 1): Frame {
  const frame = new Frame(schema, rows)
  frame.append(rows)
  return frame
}

export function readingOf(frame: Frame, row = 0): Quantiles {
  return digest.read(frame.page(row)[0] as never, frame.at(row))
}

/** The columns of a frame's first page. */
export function columnsOf(frame: Frame): StateColumns<DigestState> {
  return frame.page(0)[0] as StateColumns<DigestState>
}

/** The centroids that row 0 keeps, without its buffer. */
export function compressedRow(frame: Frame): Centroids {
  const list = new Centroids(1000)
  readRow(list, columnsOf(frame), 0, layout)
  return list
}

/** A digest of the values, built in one go. */
export function folded(values: ArrayLike<number>): Frame {
  const frame = digests()
  const column = Float64Array.from(values)
  frame.fold(0, column, column, 0, column.length)
  return frame
}

/** A digest built point by point. */
export function added(values: ArrayLike<number>): Frame {
  const frame = digests()
  for (let p = 0; p < values.length; p++) digest.add(frame.page(0)[0] as never, 0, values[p], p)
  return frame
}

/** A digest merged from `parts` digests of consecutive values. */
export function merged(values: Float64Array, parts: number): Frame {
  const frame = digests(2)
  for (let k = 0; k < parts; k++) {
    const from = Math.floor((k * values.length) / parts)
    const to = Math.floor(((k + 1) * values.length) / parts)
    frame.reset(1)
    frame.fold(1, values, values, from, to)
    frame.merge(0, frame, 1)
  }
  return frame
}

/** How far q is from the ranks of x among sorted values: from [share below x, share not above x]. */
export function rankError(sorted: Float64Array, q: number, x: number): number {
  const below = countBelow(sorted, x, false) / sorted.length
  const notAbove = countBelow(sorted, x, true) / sorted.length
  if (Number.isNaN(x)) return 1
  return q < below ? below - q : q > notAbove ? q - notAbove : 0
}

/** How many of the sorted values are below x, or not above it. */
function countBelow(sorted: Float64Array, x: number, orEqual: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < x || (orEqual && sorted[middle] === x)) low = middle + 1
    else high = middle
  }
  return low
}

/** The bytes of row 0 by the rule of the codec: each field in the smallest type for all its numbers, trailing identities left out. */
export function bytesOf(frame: Frame): number {
  let bytes = 32
  for (const column of Object.values(frame.page(0)[0])) {
    const width = column.length / frame.length
    const row = column.subarray(0, width)
    let used = width
    while (used > 0 && row[used - 1] === 0) used--
    let size = 1
    for (const x of row.subarray(0, used)) {
      const whole = Number.isInteger(x) && x >= 0
      const needed =
        whole && x <= 0xff ? 1 : whole && x <= 0xffff ? 2 : (whole && x <= 0xffffffff) || Math.fround(x) === x ? 4 : 8
      size = Math.max(size, needed)
    }
    bytes += 3 + used * size
  }
  return bytes
}
