import { TidemarkError } from '../error'
import { inspect } from './inspect'
import { isObject } from './objects'

/**
 * Throws TIDEMARK_INVALID_OPTION if an option is not known: most often it is misspelled.
 *
 * The type of `known` is the list's own check: an option that is added to T and not to the list does not compile.
 */
export function rejectUnknownOptions<T extends object>(
  what: string,
  options: T,
  known: Readonly<Record<keyof NoInfer<T>, true>>,
): void {
  if (!isObject(options) || Array.isArray(options)) throw invalidOption(what, 'an object of options', options)
  for (const name of Object.keys(options))
    if (!Object.hasOwn(known, name))
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        `${what} has no option ${inspect(name)}; it has ${Object.keys(known).join(', ')}`,
      )
}

/** The error for an option that is not what it should be. */
export function invalidOption(name: string, wanted: string, got: unknown): TidemarkError {
  return new TidemarkError('TIDEMARK_INVALID_OPTION', `${name} must be ${wanted}, got ${inspect(got)}`)
}

/** An option that counts something; throws if it is not a positive whole number. */
export function toCount(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
  throw invalidOption(name, 'a positive whole number', value)
}

/** An option that is a function, or left out. */
export function toFunction<F>(value: F, name: string): F {
  if (value === undefined || typeof value === 'function') return value
  throw invalidOption(name, 'a function', value)
}

/** An option that is one of a few words. */
export function toOneOf<T extends string>(value: T, name: string, words: readonly T[]): T {
  if (words.includes(value)) return value
  throw invalidOption(name, words.map(word => `'${word}'`).join(' or '), value)
}
