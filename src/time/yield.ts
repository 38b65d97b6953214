interface Loop {
  setImmediate?: (run: () => void) => unknown
  MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null; close(): void }
    port2: { postMessage(value: unknown): void }
  }
}

/** Waits for one turn of the event loop, by whichever API the runtime has; without one, only pending promises run. */
export function yieldToEventLoop(): Promise<void> {
  const { setImmediate, MessageChannel } = globalThis as unknown as Loop
  if (setImmediate) return new Promise(resolve => setImmediate(resolve))
  if (!MessageChannel) return Promise.resolve()
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}

/** Yields to the event loop once, unless a signal has aborted or aborts meanwhile: then its reason is thrown. */
export async function yieldOrAbort(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await yieldToEventLoop()
  signal?.throwIfAborted()
}

/** Counts work, and says when to yield: after each `rows` rows. It reads no clock. */
export class WorkBudget {
  #left: number
  readonly #rows: number

  constructor(rows: number) {
    this.#rows = rows
    this.#left = rows
  }

  /** Counts rows that were processed; true when it is time to yield. */
  spent(rows: number): boolean {
    this.#left -= rows
    if (this.#left > 0) return false
    this.#left = this.#rows
    return true
  }
}

/** How many items are visited between two yields: a few milliseconds if each allocates. */
const ITEMS_PER_YIELD = 256

/** Visits the items of a list in order, and yields to the event loop between batches. @internal */
export async function visitInBatches<T>(items: readonly T[], visit: (item: T, k: number) => void): Promise<void> {
  for (let k = 0; k < items.length; k++) {
    if (k > 0 && k % ITEMS_PER_YIELD === 0) await yieldToEventLoop()
    visit(items[k], k)
  }
}
