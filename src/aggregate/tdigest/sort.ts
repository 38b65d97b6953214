/** Up to here insertion wins, beyond it counting digits; the native sort takes two to four times as long (measured). */
const INSERTION = 48

/** In which half of a double its sign is: 1 where the machine is little-endian. */
const UPPER = new Uint32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1

/** How often each digit occurs, then where its next value goes: one table for each of the two digits. */
const WIDEST = 11
const first = new Uint32Array(1 << WIDEST)
const second = new Uint32Array(1 << WIDEST)

/** Room for values that are to be sorted, with what it takes to sort them without allocating. @internal */
export class Sorter {
  readonly values: Float64Array
  readonly #words: Uint32Array
  readonly #keys: Uint32Array
  readonly #spare: Float64Array
  readonly #spareKeys: Uint32Array

  constructor(capacity: number) {
    this.values = new Float64Array(capacity)
    this.#words = new Uint32Array(this.values.buffer)
    this.#keys = new Uint32Array(capacity)
    this.#spare = new Float64Array(capacity)
    this.#spareKeys = new Uint32Array(capacity)
  }

  /** Sorts the first n values. */
  sort(n: number): void {
    const { values } = this
    if (isSorted(values, n)) return
    if (n <= INSERTION) insertion(values, n, Number.POSITIVE_INFINITY)
    else {
      this.#byLeadingBits(n, n < 1024 ? 8 : WIDEST)
      // nearly sorted now, unless most values share the leading bits of the range
      if (!insertion(values, n, 4 * n)) values.subarray(0, n).sort()
    }
  }

  /** LSD radix sort by two digits: the leading bits in which the values differ. */
  #byLeadingBits(n: number, digit: number): void {
    const { values } = this
    const keys = this.#keys
    const spare = this.#spare
    const spareKeys = this.#spareKeys
    this.#setKeys(n, 2 * digit)
    const mask = (1 << digit) - 1
    first.fill(0, 0, mask + 1)
    second.fill(0, 0, mask + 1)
    for (let p = 0; p < n; p++) {
      const key = keys[p]
      first[key & mask]++
      second[key >>> digit]++
    }
    toStarts(first, mask)
    toStarts(second, mask)
    for (let p = 0; p < n; p++) {
      const key = keys[p]
      const at = first[key & mask]++
      spareKeys[at] = key >>> digit
      spare[at] = values[p]
    }
    for (let p = 0; p < n; p++) values[second[spareKeys[p]]++] = spare[p]
  }

  /** Gives each value the leading `bits` of its distance from the least one, both taken as unsigned numbers of 64 bits. */
  #setKeys(n: number, bits: number): void {
    const words = this.#words
    const keys = this.#keys
    let least = 0xffffffff
    let most = 0
    for (let p = 0; p < n; p++) {
      const upper = words[2 * p + UPPER]
      // the order of unsigned numbers: the sign turned over, and of negative values all bits
      const key = (upper ^ ((upper >> 31) | 0x80000000)) >>> 0
      keys[p] = key
      if (key < least) least = key
      if (key > most) most = key
    }
    const surplus = 32 - Math.clz32(most - least) - bits
    if (surplus >= 0) for (let p = 0; p < n; p++) keys[p] = (keys[p] - least) >>> surplus
    else if (most > least) {
      for (let p = 0; p < n; p++) keys[p] = ((keys[p] - least) << -surplus) | (this.#lower(p) >>> (32 + surplus))
    } else this.#setLowerKeys(n, bits)
  }

  /** The same, for values whose upper words are equal. */
  #setLowerKeys(n: number, bits: number): void {
    const keys = this.#keys
    let least = 0xffffffff
    let most = 0
    for (let p = 0; p < n; p++) {
      const key = this.#lower(p)
      keys[p] = key
      if (key < least) least = key
      if (key > most) most = key
    }
    const surplus = Math.max(0, 32 - Math.clz32(most - least) - bits)
    for (let p = 0; p < n; p++) keys[p] = (keys[p] - least) >>> surplus
  }

  #lower(p: number): number {
    const words = this.#words
    return (words[2 * p + 1 - UPPER] ^ ((words[2 * p + UPPER] as number) >> 31)) >>> 0
  }
}

/** Turns counts into the place of the first of each. */
function toStarts(table: Uint32Array, mask: number): void {
  let start = 0
  for (let at = 0; at <= mask; at++) {
    const count = table[at]
    table[at] = start
    start += count
  }
}

function isSorted(values: Float64Array, n: number): boolean {
  for (let p = 1; p < n; p++) if (values[p] < values[p - 1]) return false
  return true
}

/** Sorts by insertion; gives up, and says so, after about `moves` moves. */
function insertion(values: Float64Array, n: number, moves: number): boolean {
  for (let p = 1; p < n; p++) {
    const x = values[p]
    let at = p
    for (; at > 0 && values[at - 1] > x; at--) values[at] = values[at - 1]
    values[at] = x
    moves -= p - at
    if (moves < 0) return false
  }
  return true
}
