import type { Aggregates } from '../aggregate/aggregate'
import { invalidOption, rejectUnknownOptions, toFunction } from '../check/options'
import { TidemarkError } from '../error'
import type { Rollup } from '../rollup/rollup'
import { type Duration, toDuration } from '../time/duration'

/** How time is kept. */
export interface KeepTimeOptions {
  /** How often `advance` is called; default 10s. */
  readonly every?: Duration | undefined
  /**
   * Where the source must resume after all that was added so far, any JSON: committed with it in one step, so that nothing
   * counts twice after a restart. Left out, states are committed as they stand, and the last position stays.
   */
  readonly position?: (() => unknown) | undefined
  /** Is told what `advance` threw; time goes on, unless the rollup is closed or its writer was taken over. */
  readonly onError: (error: unknown) => void
}

/** Time that is kept until it is disposed of. */
export interface Timekeeper {
  /** Stops the timer; what is under way goes on. */
  [Symbol.dispose](): void
  /** Stops the timer, and waits for what is under way. */
  [Symbol.asyncDispose](): Promise<void>
}

interface Timers {
  setInterval(run: () => void, milliseconds: number): { unref(): void }
  clearInterval(timer: unknown): void
}

/** The longest that a timer of Node's waits. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** What ends the time of a rollup. */
const ENDS = ['TIDEMARK_CLOSED', 'TIDEMARK_FENCED']

/**
 * Calls `rollup.advance()` on a timer that keeps no process alive: flushes, seals and drops what is due. Never twice at once.
 *
 * `every` is a Duration of at least 1 ms and at most 24 days. Throws TIDEMARK_INVALID_OPTION or TIDEMARK_INVALID_DURATION.
 *
 * @example
 * const api = await rollup({ aggregates: { n: count() } })
 * const time = keepTime(api, { every: '10s', onError: error => console.error(error) }) // or: await using time = ...
 * await time[Symbol.asyncDispose]()   // => undefined
 */
export function keepTime<A extends Aggregates>(
  rollup: Pick<Rollup<A>, 'advance' | 'flush'>,
  options: KeepTimeOptions,
): Timekeeper {
  rejectUnknownOptions('keepTime', options, { every: true, position: true, onError: true })
  const { onError, position } = options
  const every = toDuration(options.every ?? '10s', 'every', { least: 1 })
  if (every > MAX_TIMEOUT_MS) throw invalidOption('every', 'at most 24 days', options.every)
  if (typeof onError !== 'function')
    throw invalidOption('onError', 'a function that is told what advance throws, like console.error', onError)
  toFunction(position, 'position')
  if (typeof rollup?.advance !== 'function') throw invalidOption('rollup', 'what rollup() gave', rollup)
  const { setInterval, clearInterval } = globalThis as unknown as Timers
  let underWay: Promise<void> | undefined
  const stop = () => clearInterval(timer)
  const advance = async () => {
    try {
      // Both take what was added up to now: nothing comes in between, which would be committed without its position.
      const flushed = position && rollup.flush({ position: position() })
      await Promise.all([flushed, rollup.advance()])
    } catch (error) {
      if (error instanceof TidemarkError && ENDS.includes(error.code)) stop()
      onError(error)
    } finally {
      underWay = undefined
    }
  }
  const timer = setInterval(() => {
    underWay ??= advance()
  }, every)
  timer.unref()
  return {
    [Symbol.dispose]: stop,
    async [Symbol.asyncDispose]() {
      stop()
      await underWay
    },
  }
}
