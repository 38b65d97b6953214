/**
 * Inserts an entry into columns that stand side by side and are free before `from`; gives the new `from`. In front there is
 * room for as many again as there are: so entries that come newest first cost no more than those that come in order.
 */
export function insertAt(
  columns: readonly unknown[][],
  from: number,
  index: number,
  entry: readonly unknown[],
): number {
  if (index > from) {
    for (let c = 0; c < columns.length; c++) columns[c].splice(index, 0, entry[c])
    return from
  }
  const room = from > 0 ? 0 : columns[0].length + 1
  for (let c = 0; c < columns.length; c++) {
    if (room > 0) shift(columns[c], room, entry[c])
    columns[c][from + room - 1] = entry[c]
  }
  return from + room - 1
}

/** Moves all of a column up; what stands in the room is of the kind of its entries, so that an engine keeps it as it is. */
function shift(column: unknown[], room: number, filling: unknown): void {
  const { length } = column
  for (let k = 0; k < room; k++) column.push(filling)
  for (let k = length - 1; k >= 0; k--) column[k + room] = column[k]
  column.fill(filling, 0, room)
}

/** As many entries may be free before the rest is moved up. */
const SLACK = 8

/** Whether so much of a column is free that the rest had better be moved up. */
export function isSlack(from: number, length: number): boolean {
  return from >= SLACK && from * 4 >= length * 3
}
