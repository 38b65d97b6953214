import { ForwardingStore } from './forwarding-store'

/** How an operation fails: before it has an effect, after it had all of it, or so that nothing works from then on. */
export type FaultKind = 'before' | 'after' | 'for good'

/** Counts operations and makes the n-th one fail. */
export class FaultInjector {
  /** What was done, in order, the failed operation last. */
  readonly log: string[] = []
  fired = false
  readonly #n: number
  readonly #kind: FaultKind

  constructor(n = Number.POSITIVE_INFINITY, kind: FaultKind = 'before') {
    this.#n = n
    this.#kind = kind
  }

  /** Whether nothing works any more. */
  get dead(): boolean {
    return this.fired && this.#kind === 'for good'
  }

  run<T>(what: string, operation: () => T): T {
    if (!this.#fails(what)) return operation()
    if (this.#kind === 'after') operation()
    throw this.#error(what)
  }

  async runAsync<T>(what: string, operation: () => Promise<T>): Promise<T> {
    if (!this.#fails(what)) return operation()
    if (this.#kind === 'after') await operation()
    throw this.#error(what)
  }

  #fails(what: string): boolean {
    if (this.fired) return this.dead
    this.log.push(what)
    this.fired = this.log.length === this.#n
    return this.fired
  }

  #error(what: string): Error {
    return new Error(`operation ${this.#n} fails (${this.#kind}): ${what}`)
  }
}

/** Whether an injected fault is the error, or its cause. */
export function isInjected(error: unknown): boolean {
  return error instanceof Error && (/^operation \d+ fails/.test(error.message) || isInjected(error.cause))
}

/** A store whose calls fail as the injector says. A read fails when it begins, because a reader must begin again anyway. */
export class FaultyStore extends ForwardingStore {
  readonly #faults: FaultInjector

  constructor(inner: ForwardingStore['inner'], faults: FaultInjector) {
    super(inner)
    this.#faults = faults
  }

  protected override call<T>(what: string, forward: () => Promise<T>): Promise<T> {
    return this.#faults.runAsync(what, forward)
  }

  protected override iterate<T>(what: string, forward: () => AsyncIterable<T>): AsyncIterable<T> {
    const faults = this.#faults
    async function* items(): AsyncGenerator<T> {
      const iterator = forward()[Symbol.asyncIterator]()
      let next = await faults.runAsync(what, () => iterator.next())
      try {
        for (; !next.done; next = await iterator.next()) yield next.value
      } finally {
        await iterator.return?.()
      }
    }
    return { [Symbol.asyncIterator]: items }
  }
}
