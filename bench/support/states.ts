import type { Aggregate, StateColumns } from 'tidemark'

/** Rows of states of an aggregate, each at its identity. */
export function rowsOf(aggregate: Aggregate, rows: number): StateColumns {
  const columns: Record<string, Float64Array> = {}
  for (const { name, width, identity } of fieldsOf(aggregate))
    columns[name] = new Float64Array(rows * width).fill(identity)
  return columns
}

/** Resets a row to its identity. */
export function clear(aggregate: Aggregate, s: StateColumns, i: number): void {
  for (const { name, width, identity } of fieldsOf(aggregate)) s[name].fill(identity, i * width, (i + 1) * width)
}

function fieldsOf({ state }: Aggregate): { name: string; width: number; identity: number }[] {
  return Object.entries<any>(state).map(([name, field]) => ({
    name,
    width: field.slots ?? 1,
    identity: field.identity ?? field,
  }))
}
