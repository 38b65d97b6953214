import { TidemarkError } from '../error'
import { messageOf } from './inspect'

/** What a function of the user threw, as an error of the library: TIDEMARK_INVALID_OPTION with its cause; a TidemarkError as it is. */
export function userCodeError(what: string, thrown: unknown, advice?: string): TidemarkError {
  if (thrown instanceof TidemarkError) return thrown
  const message = `${what} threw: ${messageOf(thrown)}${advice ? `; ${advice}` : ''}`
  return new TidemarkError('TIDEMARK_INVALID_OPTION', message, { cause: thrown })
}

/** What a store threw, as an error of the library: TIDEMARK_STORE with its cause; a TidemarkError as it is. */
export function storeError(thrown: unknown, what: string): TidemarkError {
  if (thrown instanceof TidemarkError) return thrown
  return new TidemarkError('TIDEMARK_STORE', `${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
    cause: thrown,
  })
}
