import { yieldToEventLoop } from '../time/yield'

/** What a step gives where it looked at much and found nothing yet: others get a turn before the next step. @internal */
export const PAUSE = Symbol('pause')

/** One item a call, or a pause; undefined at the end. @internal */
export type NextItem<T extends object> = () => T | typeof PAUSE | undefined

/**
 * An async iterable over what `begin()` starts and then gives, one item a call, until undefined.
 *
 * By hand, since it costs 0.11 microseconds an item where an async generator costs 0.17.
 *
 * @internal
 */
export function iterate<T extends object>(begin: () => NextItem<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new Steps(begin) }
}

class Steps<T extends object> implements AsyncIterator<T> {
  readonly #begin: () => NextItem<T>
  #step: NextItem<T> | undefined
  #done = false

  constructor(begin: () => NextItem<T>) {
    this.#begin = begin
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#done) return Promise.resolve({ done: true, value: undefined })
    try {
      this.#step ??= this.#begin()
      const value = this.#step()
      if (value === PAUSE) return yieldToEventLoop().then(() => this.next())
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
