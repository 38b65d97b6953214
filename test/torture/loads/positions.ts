/** Follows what loading processes say: a position that was said to be committed stays, and none is found that was not asked for. */
export class Positions {
  #asked = 0
  #committed = 0

  /** Takes what a process said, line by line. */
  follow(lines: readonly string[]): void {
    for (const line of lines) {
      const [word, at] = line.split(' ')
      if (word === 'loading') this.found(Number(at))
      if (word === 'asked') this.#asked = Math.max(this.#asked, Number(at))
      if (word === 'committed') this.#committed = Math.max(this.#committed, Number(at))
    }
  }

  /** Checks a position that a store gave after the fact. */
  found(at: number): void {
    if (at < this.#committed) throw new Error(`position ${at} was found after ${this.#committed} was committed`)
    if (at > this.#asked) throw new Error(`position ${at} was found where at most ${this.#asked} was asked for`)
  }
}
