import { inspect } from '../../check/inspect'
import type { ByteReader } from '../../codec/byte-reader'
import { TidemarkError } from '../../error'
import type { StreamSettings } from '../settings'

/** The state of one key. */
interface KeyState {
  readonly key: string
}

/** The keys that hold states, in the order in which they were first seen. */
export class KeyTable<S extends KeyState> {
  readonly #states = new Map<string, S>()
  readonly #create: (key: string, rank: number) => S
  readonly #maxKeys: number
  readonly #overflowKey: string | undefined
  #nextRank = 0

  constructor(create: (key: string, rank: number) => S, { maxKeys, overflowKey }: StreamSettings) {
    this.#create = create
    this.#maxKeys = maxKeys
    this.#overflowKey = overflowKey
  }

  get size(): number {
    return this.#states.size
  }

  get(key: string): S | undefined {
    return this.#states.get(key)
  }

  /** Returns the key that an event counts for: the overflow key if there is one and a new key would exceed `maxKeys`. */
  resolve(key: string): string {
    return this.#overflowKey !== undefined && this.#isFull && !this.#states.has(key) ? this.#overflowKey : key
  }

  /**
   * Checks that a new key may be added.
   *
   * @throws TIDEMARK_BACKPRESSURE if it would exceed `maxKeys`
   */
  checkCapacityFor(key: string): void {
    if (this.#isFull && this.#overflowKey !== key)
      throw new TidemarkError(
        'TIDEMARK_BACKPRESSURE',
        `key ${inspect(key)} would exceed maxKeys ${this.#maxKeys}. Raise maxKeys, give an overflowKey, or move the watermark so that windows are freed`,
      )
  }

  /** Adds a key that is new. */
  add(key: string): S {
    const state = this.#create(key, this.#nextRank++)
    this.#states.set(key, state)
    return state
  }

  /** Adds the next key of a saved stream. */
  restore(reader: ByteReader): S {
    const key = reader.text()
    return this.#states.has(key) ? reader.damaged(`the key ${inspect(key)} occurs twice`) : this.add(key)
  }

  delete(key: string): void {
    this.#states.delete(key)
  }

  [Symbol.iterator](): IterableIterator<S> {
    return this.#states.values()
  }

  get #isFull(): boolean {
    const { size } = this.#states
    if (size < this.#maxKeys) return false
    const extra = this.#overflowKey !== undefined && this.#states.has(this.#overflowKey) ? 1 : 0
    return size - extra >= this.#maxKeys
  }
}
