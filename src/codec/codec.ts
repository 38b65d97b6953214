import type { Frame } from '../state/frame'
import type { Lacks } from '../state/missing'
import type { Shape } from '../state/schema'
import { Decoder } from './decoder'
import { Encoder } from './encoder'
import { layoutOf } from './layout'

/** Turns rows of a frame into bytes and back (FORMAT.md); equal states have equal bytes. @internal */
export interface Codec {
  /** The bytes of a row, without the aggregates that it lacks: the caller's own, though they may lie in a larger buffer. */
  encode(frame: Frame, row: number, lacks?: Lacks): Uint8Array
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
  decodeKept(bytes: Uint8Array, frame: Frame, row: number): Lacks | undefined
}

/**
 * A codec for the rows of a shape; its buffers serve all its calls.
 *
 * Throws TIDEMARK_INVALID_OPTION where two aggregates have one fingerprint.
 *
 * @internal
 */
export function createCodec(shape: Shape): Codec {
  const layout = layoutOf(shape)
  const encoder = new Encoder(layout)
  const decoder = new Decoder(layout)
  return {
    encode: (frame, row, lacks) => encoder.encode(frame, row, lacks),
    decode: (bytes, frame, row) => decoder.decode(bytes, frame, row),
    decodeKept: (bytes, frame, row) => decoder.decodeKept(bytes, frame, row),
  }
}
