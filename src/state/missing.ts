/** The aggregates that a state lacks, by their places in the schema: they were added after it was begun. */
export type MissingAggregates = ReadonlySet<number>

/** What the merge of two states lacks: whatever one of them lacks. */
export function unionMissing(
  one: MissingAggregates | undefined,
  other: MissingAggregates | undefined,
): MissingAggregates | undefined {
  if (one === other || other === undefined) return one
  return one === undefined ? other : new Set([...one, ...other])
}
