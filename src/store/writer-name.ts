/** Returns the name of a rollup's writer in a store: `rollup/writer`. Neither part is empty, and the first has no `/`. */
export function writerName(rollup: string, writer: string): string {
  return `${rollup}/${writer}`
}

/** Returns the writer's own name, without its rollup. */
export function shortName(writer: string): string {
  return writer.slice(writer.indexOf('/') + 1)
}

/** Whether two writers, as a store names them, belong to the same rollup. */
export function isSameRollup(one: string, other: string): boolean {
  return one.slice(0, one.indexOf('/') + 1) === other.slice(0, other.indexOf('/') + 1)
}
