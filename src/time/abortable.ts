import { invalidOption } from '../check/options'

/** What is used of an AbortSignal, which every runtime has and the language does not know. */
interface Aborting {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** The items of a source until a signal aborts, then its reason is thrown: a source that has nothing to say does not hold it up. */
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
    // A source that waits closes when it wakes up; nobody waits for that, nor for what it may throw then.
    if (signal.aborted) closing?.catch(() => {})
    else await closing
  }
}

/** Listens for as long as the promise is awaited, and no longer: a signal may outlive many. */
function orAborted<T>(promise: Promise<T>, signal: Aborting): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    const settled = () => signal.removeEventListener('abort', abort)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).then(settled)
  })
}

const VERBS = ['throwIfAborted', 'addEventListener', 'removeEventListener']

/** Checks an AbortSignal by what is used of it, so that one of another realm or of a library is one; throws TIDEMARK_INVALID_OPTION. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return
  const has = signal as unknown as Readonly<Record<string, unknown>> | null
  if (typeof has === 'object' && has !== null && VERBS.every(verb => typeof has[verb] === 'function')) return
  throw invalidOption('signal', 'an AbortSignal, like that of new AbortController()', signal)
}
