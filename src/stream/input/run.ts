import { inspect } from '../../check/inspect'
import { rejectUnknownOptions } from '../../check/options'
import { TidemarkError } from '../../error'
import { checkSignal, untilAborted } from '../../time/abortable'
import { WorkBudget, yieldToEventLoop } from '../../time/yield'
import type { Pane } from '../pane'

/** So many events of a source that never waits are taken before others get their turn. */
const EVENTS_PER_YIELD = 8192

/** How a source is pulled. */
export interface RunOptions {
  /** Ends the run with the signal's reason; what was pushed stays. */
  readonly signal?: AbortSignal | undefined
}

/** Where events go, and what they let out. */
interface Target<E, P> {
  push(event: E): P[]
  finish(): P[]
}

/** Pulls a source, an event when the panes of the one before it were taken, and finishes when it ends. Checks what it is given at once. */
export function run<E, P extends Pane>(
  target: Target<E, P>,
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
  return Symbol.asyncIterator in source ? pull(target, source, signal) : pullAtOnce(target, source, signal)
}

async function* pull<E, P>(
  target: Target<E, P>,
  source: AsyncIterable<E>,
  signal: AbortSignal | undefined,
): AsyncGenerator<P, void, undefined> {
  const pace = new WorkBudget(EVENTS_PER_YIELD)
  signal?.throwIfAborted()
  for await (const event of untilAborted(source, signal)) {
    yield* target.push(event)
    if (pace.spent(1)) await yieldToEventLoop()
    signal?.throwIfAborted()
  }
  yield* target.finish()
}

async function* pullAtOnce<E, P>(
  target: Target<E, P>,
  source: Iterable<E>,
  signal: AbortSignal | undefined,
): AsyncGenerator<P, void, undefined> {
  const pace = new WorkBudget(EVENTS_PER_YIELD)
  signal?.throwIfAborted()
  for (const event of source) {
    yield* target.push(event)
    if (pace.spent(1)) await yieldToEventLoop()
    signal?.throwIfAborted()
  }
  yield* target.finish()
}
