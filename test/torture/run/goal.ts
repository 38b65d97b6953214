import { env } from 'node:process'

/**
 * What can be asked for by number, and then is done however long it takes: `KILLS=5000`, `FORGED=1e6` (so many strings of random
 * bytes, and as many of changed ones), `SOAK_EVENTS=1e9`.
 */
const FIGURES: Readonly<Record<string, string>> = { kill: 'KILLS', decode: 'FORGED', soak: 'SOAK_EVENTS' }

/** When a torture has done its part. */
export interface Goal {
  /** How many it is to do; undefined if only time is given. */
  readonly asked: number | undefined
  isReached(done: number): boolean
}

/** How many the environment asks of a torture; throws if that is no number. */
export function askedOf(torture: string): number | undefined {
  const name = FIGURES[torture]
  const text = name && env[name]
  if (!text) return undefined
  const asked = Number(text)
  if (!Number.isSafeInteger(asked) || asked <= 0)
    throw new Error(`${name} takes a positive whole number, as in ${name}=5000 or ${name}=1e6, got ${text}`)
  return asked
}

/** As many as were asked of a torture; else as many as fit into its budget, and never fewer than `least`. */
export function goalOf(torture: string, budgetSeconds: number, least = 1): Goal {
  const asked = askedOf(torture)
  const until = performance.now() + budgetSeconds * 1000
  const isReached = (done: number) =>
    asked === undefined ? done >= least && performance.now() >= until : done >= asked
  return { asked, isReached }
}
