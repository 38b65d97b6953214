import { TidemarkError } from '../../src/error'

/** The code of the TidemarkError that an act throws, and its message; undefined if it throws none. */
export function errorOf(act: () => unknown): { code: string; message: string } | undefined {
  try {
    act()
  } catch (error) {
    if (error instanceof TidemarkError) return { code: error.code, message: error.message }
    throw error
  }
}
