import { inspect } from '../../check/inspect'
import { rejectUnknownOptions } from '../../check/options'
import { TidemarkError } from '../../error'
import { checkSignal, untilAborted } from '../../time/abortable'
import { WorkBudget, yieldToEventLoop } from '../../time/yield'
import type { Pane } from '../pane'

/** At most this many events are pulled from a source that never waits before the event loop runs other tasks. */
const EVENTS_PER_YIELD = 8192

/** The options of `run`. */
export interface RunOptions {
  /** Ends the run with the signal's reason when it aborts. Pushed events stay. */
  readonly signal?: AbortSignal | undefined
}

/** The stream or source that `run` pushes to. */
interface RunTarget<E, P> {
  push(event: E): P[]
  finish(): P[]
}

/**
 * Pulls an iterable, an event once the panes of the previous one are consumed, and finishes the target when it ends.
 * Not a generator itself, so that the call reports invalid arguments, not the first iteration.
 *
 * @throws TIDEMARK_INVALID_OPTION if an option is unknown or the signal is not one
 * @throws TIDEMARK_INVALID_VALUE if the source is not iterable
 */
export function run<E, P extends Pane>(
  target: RunTarget<E, P>,
  source: Iterable<E> | AsyncIterable<E>,
  options: RunOptions = {},
): AsyncGenerator<P, void, undefined> {
  rejectUnknownOptions('run', options, { signal: true })
  const { signal } = options
  checkSignal(signal)
  if (typeof source !== 'object' || source === null || !(Symbol.iterator in source || Symbol.asyncIterator in source))
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `run takes an iterable or async iterable of events, got ${inspect(source)}`,
    )
  return Symbol.asyncIterator in source ? pullAsync(target, source, signal) : pullSync(target, source, signal)
}

async function* pullAsync<E, P>(
  target: RunTarget<E, P>,
  source: AsyncIterable<E>,
  signal: AbortSignal | undefined,
): AsyncGenerator<P, void, undefined> {
  const budget = new WorkBudget(EVENTS_PER_YIELD)
  signal?.throwIfAborted()
  for await (const event of untilAborted(source, signal)) {
    yield* target.push(event)
    if (budget.spent(1)) await yieldToEventLoop()
    signal?.throwIfAborted()
  }
  yield* target.finish()
}

async function* pullSync<E, P>(
  target: RunTarget<E, P>,
  source: Iterable<E>,
  signal: AbortSignal | undefined,
): AsyncGenerator<P, void, undefined> {
  const budget = new WorkBudget(EVENTS_PER_YIELD)
  signal?.throwIfAborted()
  for (const event of source) {
    yield* target.push(event)
    if (budget.spent(1)) await yieldToEventLoop()
    signal?.throwIfAborted()
  }
  yield* target.finish()
}
