/** Gives turns: work that must not run side by side waits for the work before it, in order of asking. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve()

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {}) // who asked for the turn gets its error; the next one goes on
    return turn
  }
}
