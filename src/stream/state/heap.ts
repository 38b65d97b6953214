/** Items by a number, the least first: a binary heap. */
export class Heap<T> {
  readonly #keys: number[] = []
  readonly #items: T[] = []

  /** The least number; Infinity where there is none. */
  get least(): number {
    return this.#keys.length === 0 ? Number.POSITIVE_INFINITY : this.#keys[0]
  }

  get size(): number {
    return this.#keys.length
  }

  clear(): void {
    this.#keys.length = 0
    this.#items.length = 0
  }

  push(key: number, item: T): void {
    let at = this.#keys.length
    this.#keys.push(key)
    this.#items.push(item)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#keys[parent] <= key) break
      this.#move(parent, at)
      at = parent
    }
    this.#put(at, key, item)
  }

  /** Takes out the item with the least number. */
  pop(): T {
    const least = this.#items[0]
    const key = this.#keys.pop()!
    const item = this.#items.pop()!
    const { length } = this.#keys
    if (length === 0) return least
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      if (child + 1 < length && this.#keys[child + 1] < this.#keys[child]) child++
      if (this.#keys[child] >= key) break
      this.#move(child, at)
      at = child
    }
    this.#put(at, key, item)
    return least
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#keys[from], this.#items[from])
  }

  #put(at: number, key: number, item: T): void {
    this.#keys[at] = key
    this.#items[at] = item
  }
}
