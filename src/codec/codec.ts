import type { Frame } from '../state/frame'
import type { MissingAggregates } from '../state/missing'
import type { StateSchema } from '../state/schema'
import { Decoder } from './decoder'
import { Encoder } from './encoder'
import { layoutOf } from './layout'

/** Turns rows of a frame into bytes and back (FORMAT.md); equal states have equal bytes. @internal */
export interface Codec {
  /** The bytes of a row, without the aggregates that it lacks: the caller's own, though they may lie in a larger buffer. */
  encode(frame: Frame, row: number, lacks?: MissingAggregates): Uint8Array
  /**
   * Reads bytes into a row that is at its identity.
   *
   * Throws TIDEMARK_DECODE, with the offset, where they are damaged or of a newer version, and TIDEMARK_MISMATCH where
   * they hold other aggregates than these; the row is untouched then.
   */
  decode(bytes: Uint8Array, frame: Frame, row: number): void
  /**
   * Reads bytes that were written when other aggregates may have been kept: what is none of these is passed over, and
   * what is not in them is given. Else as `decode`.
   */
  decodeLenient(bytes: Uint8Array, frame: Frame, row: number): MissingAggregates | undefined
}

/**
 * A codec for the rows of a schema; its buffers serve all its calls.
 *
 * Throws TIDEMARK_INVALID_OPTION where two aggregates have one fingerprint.
 *
 * @internal
 */
export function createCodec(schema: StateSchema): Codec {
  const layout = layoutOf(schema)
  const encoder = new Encoder(layout)
  const decoder = new Decoder(layout)
  return {
    encode: (frame, row, lacks) => encoder.encode(frame, row, lacks),
    decode: (bytes, frame, row) => decoder.decode(bytes, frame, row),
    decodeLenient: (bytes, frame, row) => decoder.decodeLenient(bytes, frame, row),
  }
}
