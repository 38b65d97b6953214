import type { Aggregates } from '../aggregate/aggregate'
import { invalidOption, rejectUnknownOptions, toFunction } from '../check/options'
import { TidemarkError } from '../error'
import type { Rollup } from '../rollup/rollup'
import { type Duration, toDuration } from '../time/duration'

/** The options of `keepTime`. */
export interface KeepTimeOptions<Position = unknown> {
  /** How often `advance` is called, at least 1 ms and at most 24 days. Default 10s. */
  readonly every?: Duration | undefined
  /**
   * Returns the position at which the source must resume after everything that was added so far, any JSON. It is
   * committed with the states in one step, so that nothing counts twice after a restart. Default: the last position stays.
   */
  readonly position?: (() => Position) | undefined
  /**
   * Receives what `advance` throws. The timer keeps running, unless the rollup is closed or another process took its
   * writer over.
   */
  readonly onError: (error: unknown) => void
}

/** A timer that calls `advance` until it is stopped or disposed of. */
export interface Timekeeper {
  /** Stops the timer at once. Resolves when an `advance` that is under way has ended; rejects only if `onError` throws. */
  stop(): Promise<void>
  /** Stops the timer at the end of the block of a `using`, and does not wait. */
  [Symbol.dispose](): void
  /** Does what `stop` does at the end of the block of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

interface Timers {
  setInterval(run: () => void, milliseconds: number): { unref(): void }
  clearInterval(timer: unknown): void
}

/** Node's longest timer delay. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** Errors that stop the timer. */
const ENDS = ['TIDEMARK_CLOSED', 'TIDEMARK_FENCED']

/**
 * Calls `rollup.advance()` on a timer, never twice at once: it commits, seals and drops what is due.
 *
 * The timer keeps no process alive. Stop it before you close the rollup.
 *
 * @throws TIDEMARK_INVALID_OPTION or TIDEMARK_INVALID_DURATION if an option is missing, unknown or out of range
 *
 * @example
 * const api = await rollup({ aggregates: { n: count() } })
 * const time = keepTime(api, { every: '10s', onError: error => console.error(error) })
 * await time.stop()   // => undefined
 * await api.close()
 */
export function keepTime<A extends Aggregates, Position>(
  rollup: Pick<Rollup<A, Position>, 'advance' | 'flush'>,
  options: KeepTimeOptions<NoInfer<Position>>,
): Timekeeper {
  rejectUnknownOptions('keepTime', options, { every: true, position: true, onError: true })
  const { onError, position } = options
  const every = toDuration(options.every ?? '10s', 'every', { least: 1 })
  if (every > MAX_TIMEOUT_MS) throw invalidOption('every', 'at most 24 days', options.every)
  if (typeof onError !== 'function')
    throw invalidOption('onError', 'a function that receives what advance throws, like console.error', onError)
  toFunction(position, 'position')
  if (typeof rollup?.advance !== 'function') throw invalidOption('rollup', 'what rollup() returned', rollup)
  const { setInterval, clearInterval } = globalThis as unknown as Timers
  let underWay: Promise<void> | undefined
  const clear = () => clearInterval(timer)
  const stop = async () => {
    clear()
    await underWay
  }
  const advance = async () => {
    try {
      // Both take what was added up to now: nothing comes in between, which would be committed without its position.
      const flushed = position && rollup.flush({ position: position() })
      await Promise.all([flushed, rollup.advance()])
    } catch (error) {
      if (error instanceof TidemarkError && ENDS.includes(error.code)) clear()
      onError(error)
    } finally {
      underWay = undefined
    }
  }
  const timer = setInterval(() => {
    underWay ??= advance()
  }, every)
  timer.unref()
  return { stop, [Symbol.dispose]: clear, [Symbol.asyncDispose]: stop }
}
