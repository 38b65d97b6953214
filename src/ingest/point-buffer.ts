const NO_POINT = -1

/** Points of all series in order of arrival, in columns. Folding waits until there are enough for runs of one series. */
export class PointBuffer {
  readonly #series: Int32Array
  readonly #times: Float64Array
  readonly #values: Float64Array
  readonly #next: Int32Array
  readonly #runTimes: Float64Array
  readonly #runValues: Float64Array
  /** The series that have points, each once, in order of their first point. */
  readonly #touched: Int32Array
  #first = new Int32Array(64).fill(NO_POINT)
  #last = new Int32Array(64)
  #length = 0

  constructor(capacity: number) {
    this.#series = new Int32Array(capacity)
    this.#times = new Float64Array(capacity)
    this.#values = new Float64Array(capacity)
    this.#next = new Int32Array(capacity)
    this.#runTimes = new Float64Array(capacity)
    this.#runValues = new Float64Array(capacity)
    this.#touched = new Int32Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  get full(): boolean {
    return this.#length === this.#series.length
  }

  add(series: number, time: number, value: number): void {
    const p = this.#length++
    this.#series[p] = series
    this.#times[p] = time
    this.#values[p] = value
  }

  /**
   * Empties the buffer: visits each series with its points, in order of arrival. The columns are valid until `visit`
   * returns. If it throws, the other series are still visited, and then the first error is thrown.
   */
  drain(visit: (series: number, times: Float64Array, values: Float64Array, length: number) => void): void {
    const errors: unknown[] = []
    const touched = this.#chain()
    for (let k = 0; k < touched; k++) {
      const series = this.#touched[k]
      let length = 0
      for (let p = this.#first[series]; p !== NO_POINT; p = this.#next[p]) {
        this.#runTimes[length] = this.#times[p]
        this.#runValues[length++] = this.#values[p]
      }
      this.#first[series] = NO_POINT
      try {
        visit(series, this.#runTimes, this.#runValues, length)
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  /** Chains the points of each series; returns how many series there are. */
  #chain(): number {
    let touched = 0
    for (let p = 0; p < this.#length; p++) {
      const series = this.#series[p]
      if (series >= this.#first.length) this.#growTo(series + 1)
      this.#next[p] = NO_POINT
      if (this.#first[series] === NO_POINT) {
        this.#first[series] = p
        this.#touched[touched++] = series
      } else this.#next[this.#last[series]] = p
      this.#last[series] = p
    }
    this.#length = 0
    return touched
  }

  #growTo(series: number): void {
    const capacity = Math.max(series, this.#first.length * 2)
    const first = new Int32Array(capacity).fill(NO_POINT)
    const last = new Int32Array(capacity)
    first.set(this.#first)
    last.set(this.#last)
    this.#first = first
    this.#last = last
  }
}
