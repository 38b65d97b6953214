/** The codes of TidemarkError: what went wrong, for programs. */
export type ErrorCode =
  | 'TIDEMARK_INVALID_DURATION'
  | 'TIDEMARK_INVALID_INSTANT'
  | 'TIDEMARK_INVALID_VALUE'
  | 'TIDEMARK_INVALID_TAGS'
  | 'TIDEMARK_INVALID_OPTION'
  | 'TIDEMARK_AHEAD'
  | 'TIDEMARK_EXPIRED'
  | 'TIDEMARK_BACKPRESSURE'
  | 'TIDEMARK_UNSERVABLE'
  | 'TIDEMARK_TOO_MANY_WINDOWS'
  | 'TIDEMARK_MISMATCH'
  | 'TIDEMARK_FENCED'
  | 'TIDEMARK_CLOSED'
  | 'TIDEMARK_DECODE'
  | 'TIDEMARK_STORE'

/**
 * The one error of the library: a `code` for programs, a message that shows the value and what to do, and its `cause`.
 *
 * @example
 * try { fixed('1mo') } catch (error) { error.code }   // => 'TIDEMARK_INVALID_DURATION'
 */
export class TidemarkError extends Error {
  /** What went wrong, for programs: one of {@link ErrorCode}. */
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'TidemarkError'
    this.code = code
  }
}
