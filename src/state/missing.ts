/** The places in a schema of the aggregates that a state tells nothing of: it was begun before they were kept. */
export type MissingAggregates = ReadonlySet<number>

/** What two states that are merged lack: what one of them does not tell, both together do not. */
export function unionMissing(
  one: MissingAggregates | undefined,
  other: MissingAggregates | undefined,
): MissingAggregates | undefined {
  if (one === other || other === undefined) return one
  return one === undefined ? other : new Set([...one, ...other])
}
