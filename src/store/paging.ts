import { yieldToEventLoop } from '../time/yield'

/** Reads the next page of items. An empty page says that nothing was found yet, `undefined` that there is no more. */
export type NextPage<T> = () => readonly T[] | undefined | Promise<readonly T[] | undefined>

/**
 * Returns an async iterable over pages: what `read`, `series` and `writers` of a store return.
 *
 * Each iteration calls `begin` and then what it returns, page by page, so the result can be iterated again. A store that
 * remembers the key of the last row, not its place, keeps every promise about commits during a read. After an empty page
 * other work runs first. `checkOpen` is called before each item; it throws if the store is closed.
 *
 * @example
 * const pages = [['a', 'b'], [], ['c']]
 * const items = iteratePages(() => {
 *   let next = 0
 *   return () => pages[next++]
 * }, () => {})
 * const list = []
 * for await (const item of items) list.push(item)
 * list   // => ['a', 'b', 'c']
 */
export function iteratePages<T>(begin: () => NextPage<T>, checkOpen: () => void): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new PageIterator(begin, checkOpen) }
}

/**
 * Returns a list as pages for `iteratePages`: one page, or none if the list is empty.
 *
 * @example
 * const nextPage = onePage(['a', 'b'])
 * nextPage()   // => ['a', 'b']
 * nextPage()   // => undefined
 */
export function onePage<T>(items: readonly T[]): () => readonly T[] | undefined {
  let page = items.length > 0 ? items : undefined
  return () => {
    const next = page
    page = undefined
    return next
  }
}

/** Written by hand: an item costs 0.11 microseconds, and 0.17 in an async generator. */
class PageIterator<T> implements AsyncIterator<T> {
  readonly #begin: () => NextPage<T>
  readonly #checkOpen: () => void
  #nextPage: NextPage<T> | undefined
  #page: readonly T[] = []
  #index = 0
  #done = false
  /** A page under way. */
  #loading: Promise<IteratorResult<T>> | undefined

  constructor(begin: () => NextPage<T>, checkOpen: () => void) {
    this.#begin = begin
    this.#checkOpen = checkOpen
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#done) return Promise.resolve({ done: true, value: undefined })
    if (this.#loading) return this.#loading.catch(() => {}).then(() => this.next())
    try {
      this.#checkOpen()
      if (this.#index < this.#page.length) return Promise.resolve({ done: false, value: this.#page[this.#index++] })
      this.#nextPage ??= this.#begin()
      const page = this.#nextPage()
      return page instanceof Promise ? this.#load(page) : this.#usePage(page)
    } catch (error) {
      return this.#fail(error)
    }
  }

  return(): Promise<IteratorResult<T>> {
    this.#done = true
    this.#nextPage = undefined
    this.#page = []
    return Promise.resolve({ done: true, value: undefined })
  }

  #usePage(page: readonly T[] | undefined): Promise<IteratorResult<T>> {
    if (page === undefined) return this.return()
    this.#page = page
    this.#index = 0
    return page.length > 0 ? this.next() : this.#load(this.#loadLater())
  }

  async #loadLater(): Promise<readonly T[] | undefined> {
    await yieldToEventLoop()
    this.#checkOpen()
    return this.#nextPage?.()
  }

  /** Waits for a page; whoever calls `next` meanwhile waits as well. */
  #load(page: Promise<readonly T[] | undefined>): Promise<IteratorResult<T>> {
    this.#loading = page
      .then(items => {
        this.#loading = undefined
        return this.#usePage(items)
      })
      .catch(error => this.#fail(error))
    return this.#loading
  }

  #fail(error: unknown): Promise<never> {
    this.#done = true
    this.#loading = undefined
    return Promise.reject(error)
  }
}

/** Returns the smallest of these numbers that is above another one, which must grow from call to call. @internal */
export function nextAbove(numbers: readonly number[]): (above: number) => number | undefined {
  const sorted = Float64Array.from(numbers).sort()
  let next = 0
  return above => {
    while (next < sorted.length && sorted[next] <= above) next++
    return sorted[next]
  }
}
