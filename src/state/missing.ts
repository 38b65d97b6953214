/** The places in a shape of the aggregates that a state tells nothing of: it was begun before they were kept. */
export type Lacks = ReadonlySet<number>

/** What two states that are merged lack: what one of them does not tell, both together do not. */
export function lackedBy(one: Lacks | undefined, other: Lacks | undefined): Lacks | undefined {
  if (one === other || other === undefined) return one
  return one === undefined ? other : new Set([...one, ...other])
}
