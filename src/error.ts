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

/** A value as an error shows it: short, on one line, and safe whatever the value is. */
export function show(value: unknown): string {
  let text: string
  if (typeof value === 'string') text = JSON.stringify(value)
  else if (typeof value === 'bigint') text = `${value}n`
  else if (Object.is(value, -0)) text = '-0'
  else if (typeof value === 'function') text = value.name ? `function ${value.name}` : 'a function'
  else if (typeof value === 'object' && value !== null) text = showObject(value)
  else text = String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Throws TIDEMARK_INVALID_OPTION where an option is not known: most often it is misspelt. */
export function checkNames(what: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw option(what, 'an object of options', options)
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        `${what} has no option ${show(name)}; it has ${known.join(', ')}`,
      )
}

/** The error for an option that is not what it should be. */
export function option(name: string, wanted: string, got: unknown): TidemarkError {
  return new TidemarkError('TIDEMARK_INVALID_OPTION', `${name} must be ${wanted}, got ${show(got)}`)
}

function showObject(value: object): string {
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
    const text = JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))
    return typeof text === 'string' ? text : 'an object'
  } catch {
    return 'an object' // a cycle, or a getter or toJSON that throws: nothing more can be shown of it
  }
}
