/** No row. */
export const NONE = -1

/** As many entries at the front are left behind before the rest is moved up. */
const SLACK = 32

/** What is held of one key: a row for each slice in which it has something. */
export class Lane {
  readonly key: string
  /** Keys are told in the order in which they were first seen. */
  readonly rank: number
  /** The starts of its slices, ascending, and the row of each; entries before `from` are gone. */
  readonly starts: number[] = []
  readonly rows: number[] = []
  /** By slice: the row of what came in its block up to and with it, and from it on; NONE where it is not made. */
  readonly before: number[] = []
  readonly behind: number[] = []
  from = 0
  /** In how many slices of the window that is closing it has something. */
  inside = 0
  /** The slice [start, end) that was put into last, and its row: most often the next event is in it, too. */
  start = Number.NaN
  end = Number.NaN
  row = NONE

  constructor(key: string, rank: number) {
    this.key = key
    this.rank = rank
  }

  get isEmpty(): boolean {
    return this.from === this.starts.length
  }

  /** The index of its first slice that does not start before `time`. */
  indexOf(time: number): number {
    const { starts } = this
    let low = this.from
    let high = starts.length
    if (low < high && starts[high - 1] < time) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle] < time) low = middle + 1
      else high = middle
    }
    return low
  }

  insert(index: number, start: number, row: number): void {
    if (index === this.starts.length) {
      this.starts.push(start)
      this.rows.push(row)
      this.before.push(NONE)
      this.behind.push(NONE)
      return
    }
    this.starts.splice(index, 0, start)
    this.rows.splice(index, 0, row)
    this.before.splice(index, 0, NONE)
    this.behind.splice(index, 0, NONE)
  }

  /** Lets go of its first slice, whose rows must have been given back. */
  shift(): void {
    if (this.start === this.starts[this.from]) this.start = this.end = Number.NaN
    this.from++
    if (this.from < SLACK || this.from * 2 < this.starts.length) return
    for (const column of [this.starts, this.rows, this.before, this.behind]) column.splice(0, this.from)
    this.from = 0
  }
}
