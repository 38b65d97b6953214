import { setImmediate } from 'node:timers/promises'

/** One question, answered in several ways: their answers must agree before anything is timed. */
export interface Contest<T> {
  readonly name: string
  readonly ways: Readonly<Record<string, () => T | Promise<T>>>
  /** Throws where two answers differ by more than they may. */
  agree(one: T, other: T): void
}

/** How long each way took: the median of runs that alternate, so that a slow moment hits all of them. */
export interface Timed {
  readonly contest: string
  readonly way: string
  readonly milliseconds: number
}

const WARM_UP = 3
const RUNS = 15

export async function time<T>({ name, ways, agree }: Contest<T>): Promise<Timed[]> {
  const entries = Object.entries(ways)
  const [first, ...others] = await Promise.all(entries.map(([, run]) => run()))
  for (const other of others) agree(first, other)
  const taken = entries.map((): number[] => [])
  for (let k = 0; k < WARM_UP + RUNS; k++)
    for (const [w, [, run]] of entries.entries()) {
      await setImmediate()
      const begun = performance.now()
      await run()
      if (k >= WARM_UP) taken[w].push(performance.now() - begun)
    }
  return entries.map(([way], w) => ({ contest: name, way, milliseconds: median(taken[w]) }))
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
