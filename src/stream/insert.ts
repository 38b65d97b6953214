/**
 * Inserts an entry into columns that stand side by side and are free before `from`; gives the new `from`. The shorter side
 * moves: so entries that come newest first cost no more than those that come in order.
 */
export function insert(columns: readonly unknown[][], from: number, index: number, entry: readonly unknown[]): number {
  const { length } = columns[0]
  if (index - from > length - index) {
    for (let c = 0; c < columns.length; c++) columns[c].splice(index, 0, entry[c])
    return from
  }
  // Room for as many again as there are.
  const room = from > 0 ? 0 : length + 1
  columns.forEach((column, c) => {
    if (room > 0) {
      column.length += room
      column.copyWithin(room, 0, length)
      column.fill(undefined, 0, room)
    }
    column.copyWithin(from + room - 1, from + room, index + room)
    column[index + room - 1] = entry[c]
  })
  return from + room - 1
}

/** As many entries may be free before the rest is moved up. */
const SLACK = 8

/** Whether so much of a column is free that the rest had better be moved up. */
export function isSlack(from: number, length: number): boolean {
  return from >= SLACK && from * 4 >= length * 3
}
