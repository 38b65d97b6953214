import { TidemarkError } from '../../src'

/** Throws if two values differ. */
export function assertEqual<T>(what: string, got: T, wanted: T): void {
  if (!Object.is(got, wanted)) throw new Error(`${what} is ${got} instead of ${wanted}`)
}

/** The code of the error that a call throws; undefined if it returns. */
export function thrownCode(run: () => void): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return errorCode(error)
  }
}

/** The code of a TidemarkError; throws any other error again. */
export function errorCode(error: unknown): string {
  if (error instanceof TidemarkError) return error.code
  throw error
}

/** How many points were rejected, for any reason. */
export function totalRejected(rejected: Readonly<Record<string, number | undefined>>): number {
  return Object.values(rejected).reduce<number>((sum, n) => sum + (n ?? 0), 0)
}
