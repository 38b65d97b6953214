import { TidemarkError } from '../../src/error'

/** The code of the error that a call throws; what it gave, where it threw none. */
export function codeOf(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (error instanceof TidemarkError) return error.code
    throw error
  }
}
