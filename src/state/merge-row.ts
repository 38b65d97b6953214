import { Frame } from './frame'
import { type MissingAggregates, unionMissing } from './missing'
import type { StateSchema } from './schema'

/** Reads stored rows: what merging needs of a codec. */
export interface RowDecoder {
  /** Reads bytes into a row at its identity; returns the aggregates that they lack, if any. */
  decodeLenient(bytes: Uint8Array, frame: Frame, row: number): MissingAggregates | undefined
}

/** Rows that other rows are merged into, with what each of them lacks. Row numbers are those of the frame. */
export class MergedRows {
  readonly frame: Frame
  /** 1 for each row that something was merged into. */
  readonly isFilled: Uint8Array
  /** The aggregates that a row lacks, by row; nothing for a row that lacks none. */
  readonly missing: (MissingAggregates | undefined)[] = []
  /** The row that is decoded before it is merged. */
  readonly scratch: Frame

  /** At most `capacity` rows; none yet. */
  constructor(schema: StateSchema, capacity: number) {
    this.frame = new Frame(schema, capacity)
    this.isFilled = new Uint8Array(capacity)
    this.scratch = new Frame(schema, 1)
    this.scratch.append()
  }

  /** Appends rows that hold nothing; returns the first. */
  append(count = 1): number {
    return this.frame.append(count)
  }

  /** Merges a row of states that lacks nothing. */
  merge(row: number, other: Frame, otherRow: number): void {
    this.frame.merge(row, other, otherRow)
    this.isFilled[row] = 1
  }

  /** Empties one row. */
  reset(row: number): void {
    this.frame.reset(row)
    this.isFilled[row] = 0
    this.missing[row] = undefined
  }

  /** Removes all rows. */
  clear(): void {
    this.frame.clear()
    this.isFilled.fill(0)
    this.missing.length = 0
  }
}

/** Decodes a stored row and merges it into a row. The first one is decoded in place, which costs no merge. */
export function mergeRow(into: MergedRows, row: number, bytes: Uint8Array, decoder: RowDecoder): void {
  const { frame, isFilled, missing, scratch } = into
  let ofRow: MissingAggregates | undefined
  if (isFilled[row]) {
    ofRow = decoder.decodeLenient(bytes, scratch, 0)
    frame.merge(row, scratch, 0)
    scratch.reset(0)
  } else {
    ofRow = decoder.decodeLenient(bytes, frame, row)
    isFilled[row] = 1
  }
  if (ofRow) missing[row] = unionMissing(missing[row], ofRow)
}
