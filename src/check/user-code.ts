import { TidemarkError } from '../error'
import { messageOf } from './inspect'

/** What a function of the user's threw, as the library's own: TIDEMARK_INVALID_OPTION with its cause; a TidemarkError as it is. */
export function userCodeError(what: string, thrown: unknown, advice?: string): TidemarkError {
  if (thrown instanceof TidemarkError) return thrown
  const message = `${what} threw: ${messageOf(thrown)}${advice ? `; ${advice}` : ''}`
  return new TidemarkError('TIDEMARK_INVALID_OPTION', message, { cause: thrown })
}
