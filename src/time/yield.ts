interface Loop {
  setImmediate?: (run: () => void) => unknown
  MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null; close(): void }
    port2: { postMessage(value: unknown): void }
  }
}

/** Lets the event loop go round once, by whatever the runtime has for it; where it has nothing, only pending promises run. */
export function breathe(): Promise<void> {
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

/** Counts work and says when it is time to let others run: after every `rows` rows. No clock is asked. */
export class Pace {
  #left: number
  readonly #rows: number

  constructor(rows: number) {
    this.#rows = rows
    this.#left = rows
  }

  /** Notes that so many rows were worked on; true when it is time to breathe. */
  spent(rows: number): boolean {
    this.#left -= rows
    if (this.#left > 0) return false
    this.#left = this.#rows
    return true
  }
}
