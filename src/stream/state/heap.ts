/** A binary min-heap of items by a numeric key. */
export class Heap<T> {
  readonly #keys: number[] = []
  readonly #items: T[] = []

  /** The lowest key; Infinity if the heap is empty. */
  get min(): number {
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
    let index = this.#keys.length
    this.#keys.push(key)
    this.#items.push(item)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (this.#keys[parent] <= key) break
      this.#move(parent, index)
      index = parent
    }
    this.#put(index, key, item)
  }

  /** Removes and returns the item with the lowest key. The heap must not be empty. */
  pop(): T {
    const top = this.#items[0]
    const key = this.#keys.pop()!
    const item = this.#items.pop()!
    const { length } = this.#keys
    if (length === 0) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= length) break
      if (child + 1 < length && this.#keys[child + 1] < this.#keys[child]) child++
      if (this.#keys[child] >= key) break
      this.#move(child, index)
      index = child
    }
    this.#put(index, key, item)
    return top
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#keys[from], this.#items[from])
  }

  #put(index: number, key: number, item: T): void {
    this.#keys[index] = key
    this.#items[index] = item
  }
}
