import { invalidOption } from '../check/options'

/** The part of an AbortSignal that is used: every runtime has it, but the language's own types do not. */
interface Aborting {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Yields the items of a source until a signal aborts, then throws the signal's reason: at once, even if the source is waiting. */
export function untilAborted<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): Iterable<T> | AsyncIterable<T> {
  return signal && Symbol.asyncIterator in source ? abortable(source, signal as unknown as Aborting) : source
}

async function* abortable<T>(source: AsyncIterable<T>, signal: Aborting): AsyncIterable<T> {
  const items = source[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await orAborted(items.next(), signal)
      ended = next.done === true
      if (next.done) return
      yield next.value
    }
  } finally {
    const closing = ended ? undefined : items.return?.()
    // A waiting source closes when it wakes up. Its error, if it throws then, has no reader.
    if (signal.aborted) closing?.catch(() => {})
    else await closing
  }
}

/** Listens for as long as the promise is awaited, and no longer: a signal may outlive many. */
function orAborted<T>(promise: Promise<T>, signal: Aborting): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    const stopListening = () => signal.removeEventListener('abort', abort)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).then(stopListening)
  })
}

const VERBS = ['throwIfAborted', 'addEventListener', 'removeEventListener']

/** Checks an AbortSignal by its methods, so that those of another realm or of a library pass; throws TIDEMARK_INVALID_OPTION. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return
  const has = signal as unknown as Readonly<Record<string, unknown>> | null
  if (typeof has === 'object' && has !== null && VERBS.every(verb => typeof has[verb] === 'function')) return
  throw invalidOption('signal', 'an AbortSignal, like that of new AbortController()', signal)
}
