import { inspect } from '../../check/inspect'
import type { ByteReader } from '../../codec/byte-reader'
import { TidemarkError } from '../../error'
import type { StreamSettings } from '../settings'

/** What is held of one key. */
interface KeyState {
  readonly key: string
}

/** The keys of which something is held, in the order in which they were first seen. */
export class KeyTable<L extends KeyState> {
  readonly #states = new Map<string, L>()
  readonly #make: (key: string, rank: number) => L
  readonly #maxKeys: number
  readonly #overflow: string | undefined
  #rank = 0

  constructor(make: (key: string, rank: number) => L, { maxKeys, overflowKey }: StreamSettings) {
    this.#make = make
    this.#maxKeys = maxKeys
    this.#overflow = overflowKey
  }

  get size(): number {
    return this.#states.size
  }

  get(key: string): L | undefined {
    return this.#states.get(key)
  }

  /** Which key an event counts as: another one, where there is an overflow key and no room for a new one. */
  redirected(key: string): string {
    return this.#overflow !== undefined && this.#isFull && !this.#states.has(key) ? this.#overflow : key
  }

  /** Checks that a key that is not known yet can be; throws TIDEMARK_BACKPRESSURE. */
  admit(key: string): void {
    if (this.#isFull && this.#overflow !== key)
      throw new TidemarkError(
        'TIDEMARK_BACKPRESSURE',
        `key ${inspect(key)} would be one more than maxKeys ${this.#maxKeys}: raise it, give an overflowKey, or move the watermark so that windows are freed`,
      )
  }

  /** Makes a key known. */
  add(key: string): L {
    const state = this.#make(key, this.#rank++)
    this.#states.set(key, state)
    return state
  }

  /** Makes a key known that a save names; each is named once. */
  restore(reader: ByteReader): L {
    const key = reader.text()
    return this.#states.has(key) ? reader.damaged(`${inspect(key)} is a key already`) : this.add(key)
  }

  delete(key: string): void {
    this.#states.delete(key)
  }

  [Symbol.iterator](): IterableIterator<L> {
    return this.#states.values()
  }

  get #isFull(): boolean {
    const { size } = this.#states
    if (size < this.#maxKeys) return false
    const extra = this.#overflow !== undefined && this.#states.has(this.#overflow) ? 1 : 0
    return size - extra >= this.#maxKeys
  }
}
