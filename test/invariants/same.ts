import { TidemarkError } from '../../src'

/** Throws where two things differ that must not. */
export function same<T>(what: string, got: T, wanted: T): void {
  if (!Object.is(got, wanted)) throw new Error(`${what} is ${got} instead of ${wanted}`)
}

/** The code of what is thrown, undefined where nothing is. */
export function threw(run: () => void): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return codeOf(error)
  }
}

/** The code of one of the library's errors; any other goes on. */
export function codeOf(error: unknown): string {
  if (error instanceof TidemarkError) return error.code
  throw error
}

/** How many were rejected, for whatever reason. */
export function total(rejected: Readonly<Record<string, number | undefined>>): number {
  return Object.values(rejected).reduce<number>((sum, n) => sum + (n ?? 0), 0)
}
