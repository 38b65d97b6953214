import type { Frame } from '../state/frame'
import type { MissingAggregates } from '../state/missing'
import type { StateSchema } from '../state/schema'
import { Decoder } from './decoder'
import { Encoder } from './encoder'
import { layoutOf } from './layout'

/** Encodes rows of a frame as bytes and decodes them (FORMAT.md). Equal states have equal bytes. @internal */
export interface Codec {
  /** Returns the bytes of a row without the aggregates in `missing`. They belong to the caller, and may be a view of a larger buffer. */
  encode(frame: Frame, row: number, missing?: MissingAggregates): Uint8Array
  /**
   * Reads bytes into a row that is at its identity. If it throws, the row is unchanged.
   *
   * @throws TIDEMARK_DECODE, with the offset, if the bytes are damaged or of a newer version
   * @throws TIDEMARK_MISMATCH if the bytes hold other aggregates
   */
  decode(bytes: Uint8Array, frame: Frame, row: number): void
  /**
   * Reads bytes that may hold other aggregates: skips those that the schema missing, and returns those that the bytes lack.
   * Otherwise like `decode`.
   */
  decodeLenient(bytes: Uint8Array, frame: Frame, row: number): MissingAggregates | undefined
}

/**
 * Creates a codec for the rows of a schema. All its calls share its buffers.
 *
 * @throws TIDEMARK_INVALID_OPTION if two aggregates have the same fingerprint
 * @internal
 */
export function createCodec(schema: StateSchema): Codec {
  const layout = layoutOf(schema)
  const encoder = new Encoder(layout)
  const decoder = new Decoder(layout)
  return {
    encode: (frame, row, missing) => encoder.encode(frame, row, missing),
    decode: (bytes, frame, row) => decoder.decode(bytes, frame, row),
    decodeLenient: (bytes, frame, row) => decoder.decodeLenient(bytes, frame, row),
  }
}
