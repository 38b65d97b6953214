import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'

/**
 * The error for a commit under a lease that is no longer the writer's latest: TIDEMARK_FENCED.
 *
 * `writer` is the name that the store knows, `rollup/writer`; the message shows its two parts.
 *
 * @example
 * writerFenced('api/main').message
 * // => 'Another process opened writer "main" of rollup "api". Give each process its own writer name, or close one of them.'
 */
export function writerFenced(writer: string): TidemarkError {
  const slash = writer.indexOf('/')
  const who =
    slash < 0
      ? `writer ${inspect(writer)}`
      : `writer ${inspect(writer.slice(slash + 1))} of rollup ${inspect(writer.slice(0, slash))}`
  return new TidemarkError(
    'TIDEMARK_FENCED',
    `Another process opened ${who}. Give each process its own writer name, or close one of them.`,
  )
}

/** The error for a commit of a writer that this store never leased: TIDEMARK_FENCED. @internal */
export function writerUnleased(writer: string): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_FENCED',
    `commit: this store never leased writer ${inspect(writer)}. Call lease first.`,
  )
}

/**
 * The error for a call of a store that was closed: TIDEMARK_CLOSED.
 *
 * @example
 * storeClosed().code   // => 'TIDEMARK_CLOSED'
 */
export function storeClosed(): TidemarkError {
  return new TidemarkError('TIDEMARK_CLOSED', 'The store is closed. Open another one.')
}
