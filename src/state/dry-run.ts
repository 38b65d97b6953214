import type { Aggregate, StateColumns } from '../aggregate/aggregate'
import { userCodeError } from '../check/user-code'

/**
 * Adds, merges, folds and reads one point in throwaway columns. This finds a field that `state` does not name before any
 * point is lost to it.
 *
 * @throws TIDEMARK_INVALID_OPTION if a verb throws a TypeError or ReferenceError, a fault of its code. Other errors pass: the
 * aggregate may refuse that one value.
 */
export function dryRun(aggregate: Aggregate, what: string, s: StateColumns, o: StateColumns): void {
  const verbs = {
    add: () => aggregate.add(s, 0, 1, 0),
    merge: () => aggregate.merge(o, 0, s, 0),
    fold: () => aggregate.fold?.(s, 0, Float64Array.of(1), Float64Array.of(0), 0, 1),
    read: () => aggregate.read(s, 0),
  }
  for (const [verb, attempt] of Object.entries(verbs))
    try {
      attempt()
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof ReferenceError)) continue
      throw userCodeError(`${what}: ${verb}`, error, `its state has ${Object.keys(s).join(', ')}`)
    }
}
