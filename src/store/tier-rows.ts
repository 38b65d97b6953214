import { SeriesRows } from './series-rows'
import type { Drop, Row } from './store'

/** The rows of one tier of one writer, by series. @internal */
export class TierRows {
  readonly #series = new Map<number, SeriesRows>()
  /** The numbers of the series, ascending once they were asked for. */
  #numbers: number[] = []
  #sorted = true

  of(series: number): SeriesRows | undefined {
    return this.#series.get(series)
  }

  /** The lowest number of a series above `series` that has rows. */
  after(series: number): number | undefined {
    if (!this.#sorted) this.#numbers.sort((a, b) => a - b)
    this.#sorted = true
    const numbers = this.#numbers
    let low = 0
    let high = numbers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (numbers[middle] <= series) low = middle + 1
      else high = middle
    }
    return numbers[low]
  }

  put(row: Row): void {
    let rows = this.#series.get(row.series)
    if (rows === undefined) {
      rows = new SeriesRows()
      this.#series.set(row.series, rows)
      if (this.#numbers.length > 0 && row.series < this.#numbers[this.#numbers.length - 1]) this.#sorted = false
      this.#numbers.push(row.series)
    }
    rows.put(row)
  }

  drop({ from, to }: Drop): void {
    let emptied = false
    for (const [series, rows] of this.#series) {
      if (rows.drop(from, to) === 0 || rows.length > 0) continue
      this.#series.delete(series)
      emptied = true
    }
    if (emptied) this.#numbers = this.#numbers.filter(series => this.#series.has(series))
  }

  /** How many rows there are, and how many bytes they have. */
  usage(): { rows: number; bytes: number } {
    let count = 0
    let bytes = 0
    for (const { length, live } of this.#series.values()) {
      count += length
      bytes += live
    }
    return { rows: count, bytes }
  }
}
