import { TidemarkError } from '../../src/error'

/** The code of the TidemarkError that a call throws, or what it returns if it throws none. */
export function codeOf(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (error instanceof TidemarkError) return error.code
    throw error
  }
}
