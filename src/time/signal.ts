import { option } from '../error'

const VERBS = ['throwIfAborted', 'addEventListener', 'removeEventListener']

/** Checks an AbortSignal by what is used of it, so that one of another realm or of a library is one; throws TIDEMARK_INVALID_OPTION. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return
  const has = signal as unknown as Readonly<Record<string, unknown>> | null
  if (typeof has === 'object' && has !== null && VERBS.every(verb => typeof has[verb] === 'function')) return
  throw option('signal', 'an AbortSignal, like that of new AbortController()', signal)
}
