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

/** Whether there are fields to read at all. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** A value as an error shows it: short, on one line, and safe whatever the value is. */
export function show(value: unknown): string {
  const text = oneLine(textOf(value))
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** What was thrown, as the end of a message: an error's own message, else the value. */
export function reason(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message)
  } catch {
    // a proxy, or a message that throws: shown as any value is
  }
  return show(thrown)
}

/** What a function of the user's threw, as the library's own: TIDEMARK_INVALID_OPTION with its cause; a TidemarkError as it is. */
export function threw(what: string, thrown: unknown, advice?: string): TidemarkError {
  if (thrown instanceof TidemarkError) return thrown
  const message = `${what} threw: ${reason(thrown)}${advice ? `; ${advice}` : ''}`
  return new TidemarkError('TIDEMARK_INVALID_OPTION', message, { cause: thrown })
}

/** Throws TIDEMARK_INVALID_OPTION where an option is not known: most often it is misspelt. */
export function checkNames(what: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw option(what, 'an object of options', options)
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

/** An option that counts something; throws where it is not a positive whole number. */
export function toCount(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
  throw option(name, 'a positive whole number', value)
}

/** An option that is a function, or left out. */
export function toFunction<F>(value: F, name: string): F {
  if (value === undefined || typeof value === 'function') return value
  throw option(name, 'a function', value)
}

/** An option that is one of a few words. */
export function toOneOf<T extends string>(value: T, name: string, words: readonly T[]): T {
  if (words.includes(value)) return value
  throw option(name, words.map(word => `'${word}'`).join(' or '), value)
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  if (typeof value === 'function') return textFrom(() => nameOf(value), 'a function')
  if (typeof value === 'object' && value !== null) return textFrom(() => jsonOf(value), 'an object')
  return String(value)
}

/** What a user's object says of itself, if it can: a cycle, a revoked proxy, a getter or toJSON that throws cannot. */
function textFrom(say: () => unknown, otherwise: string): string {
  try {
    const text = say()
    return typeof text === 'string' ? text : otherwise
  } catch {
    return otherwise
  }
}

function nameOf({ name }: { readonly name: unknown }): unknown {
  return typeof name === 'string' && name !== '' ? `function ${name}` : undefined
}

function jsonOf(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))
}

function oneLine(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]+/g, ' ')
}
