/** An answer in columns by name, one entry per window, in order of time. */
export type Answers = Readonly<Record<string, ArrayLike<number>>>

/** Throws if two answers differ by more than a share of ours. */
export function near(tolerance: number): (ours: Answers, theirs: Answers, name: string) => void {
  return (ours, theirs, name) => {
    for (const [column, mine] of Object.entries(ours)) {
      const other = theirs[column]
      if (mine.length !== other?.length)
        throw new Error(`${name}: ${other?.length} of ${mine.length} windows of ${column}`)
      for (let w = 0; w < mine.length; w++)
        if (!(Math.abs(mine[w] - other[w]) <= tolerance * Math.abs(mine[w])))
          throw new Error(`${name}: ${column} of window ${w} is ${other[w]}, ours ${mine[w]}`)
    }
  }
}

/** Rows whose first cell is their key, as columns in order of the key. */
export function byKey(names: readonly string[], rows: Iterable<readonly unknown[]>): Answers {
  const sorted = [...rows].map(cells => cells.map(Number)).sort((a, b) => a[0] - b[0])
  return Object.fromEntries(names.map((name, c) => [name, Float64Array.from(sorted, cells => cells[c + 1])]))
}

/** The share of sorted values that are below x, and of those equal to it half. */
export function rankOf(sorted: Float64Array, x: number): number {
  const below = search(sorted, value => value >= x)
  const upTo = search(sorted, value => value > x)
  return (below + upTo) / 2 / sorted.length
}

function search(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle])) high = middle
    else low = middle + 1
  }
  return low
}
