/** What a store calls a writer of a rollup; neither part is empty, and the first has no `/`. */
export function writerName(rollup: string, writer: string): string {
  return `${rollup}/${writer}`
}

/** What people call a writer. */
export function shortName(writer: string): string {
  return writer.slice(writer.indexOf('/') + 1)
}

/** Whether two writers write the same rollup. */
export function isSameRollup(one: string, other: string): boolean {
  return one.slice(0, one.indexOf('/') + 1) === other.slice(0, other.indexOf('/') + 1)
}
