/**
 * Inserts an entry into parallel columns, whose entries before `head` are free, and returns the new `head`.
 *
 * An insert at the front opens a gap there as long as the column. So entries in descending order cost no more, amortized,
 * than entries in ascending order.
 */
export function insertAt(
  columns: readonly unknown[][],
  head: number,
  index: number,
  entry: readonly unknown[],
): number {
  if (index > head) {
    for (let c = 0; c < columns.length; c++) columns[c].splice(index, 0, entry[c])
    return head
  }
  const gap = head > 0 ? 0 : columns[0].length + 1
  for (let c = 0; c < columns.length; c++) {
    if (gap > 0) openGap(columns[c], gap, entry[c])
    columns[c][head + gap - 1] = entry[c]
  }
  return head + gap - 1
}

/** Moves a column up by `gap`. Fills the gap with a value of the column's own kind, so that the engine keeps its representation. */
function openGap(column: unknown[], gap: number, filler: unknown): void {
  const { length } = column
  for (let k = 0; k < gap; k++) column.push(filler)
  for (let k = length - 1; k >= 0; k--) column[k + gap] = column[k]
  column.fill(filler, 0, gap)
}

/** Fewer free entries than this are never worth a move. */
const MIN_GAP_TO_COMPACT = 8

/** Whether at least three quarters of a column are free, so that moving the rest to the front pays. */
export function shouldCompact(head: number, length: number): boolean {
  return head >= MIN_GAP_TO_COMPACT && head * 4 >= length * 3
}
