/**
 * Runs work one after another, in the order of the calls.
 *
 * @example
 * const mutex = new Mutex()
 * const log = []
 * const slow = mutex.take(async () => { await null; log.push('first') })
 * const quick = mutex.take(async () => log.push('second'))
 * await Promise.all([slow, quick])
 * log   // => ['first', 'second']
 */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs `work` when all earlier work has ended; returns its result. If it throws, later work runs all the same. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => {}) // the caller gets the error
    return result
  }
}
