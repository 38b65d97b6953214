/** Up to this many values insertion sort is fastest, beyond it a radix sort; the native sort takes two to four times as long. */
const MAX_INSERTION = 48

/** The 32-bit half of a double that holds its sign: 1 if the machine is little-endian. */
const UPPER = new Uint32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1

/** A value is sorted as one key of 32 bits: the leading bits that differ between values, and below them its index. */
const KEY_BITS = 32

/** A key is sorted by its two leading digits, of 8 bits each for few values: their tables must be gone through, too. */
const FEW_VALUES = 1024
const FEW_DIGIT_BITS = 8
const MAX_DIGIT_BITS = 10
/** If putting values in order by insertion takes more moves per value than this, their keys were too alike. */
const MAX_MOVES_PER_VALUE = 4
/** How often each digit occurs, then where its next key goes: one table per digit. */
const lowCounts = new Uint32Array(1 << MAX_DIGIT_BITS)
const highCounts = new Uint32Array(1 << MAX_DIGIT_BITS)

/** Sorts up to `capacity` values without allocating: least significant digit first, by the two digits that decide most. @internal */
export class RadixSorter {
  /** Write the values to sort here. */
  readonly values: Float64Array
  readonly #halves: Uint32Array
  readonly #sorted: Float64Array
  readonly #keys: Uint32Array
  readonly #spareKeys: Uint32Array
  /** How many bits of a key hold an index. */
  readonly #indexBits: number
  #digitBits = 0

  constructor(capacity: number) {
    this.values = new Float64Array(capacity)
    this.#halves = new Uint32Array(this.values.buffer)
    this.#sorted = new Float64Array(capacity)
    this.#keys = new Uint32Array(capacity)
    this.#spareKeys = new Uint32Array(capacity)
    this.#indexBits = KEY_BITS - Math.clz32(capacity - 1)
  }

  /** Sorts the first n values and returns an array that begins with them, valid until the next call. */
  sort(n: number): Float64Array {
    const { values } = this
    if (isSorted(values, n)) return values
    if (n <= MAX_INSERTION) {
      insertionSort(values, n)
      return values
    }
    this.#setKeys(n)
    this.#sortKeys(n)
    return this.#takeByKeys(n)
  }

  /** Sets the key of each value: the leading bits of its distance from the least value, both taken as unsigned integers. */
  #setKeys(n: number): void {
    const halves = this.#halves
    const keys = this.#keys
    const indexBits = this.#indexBits
    const bits = KEY_BITS - indexBits
    this.#digitBits = n < FEW_VALUES ? FEW_DIGIT_BITS : bits >>> 1
    const digitBits = this.#digitBits
    lowCounts.fill(0, 0, 1 << digitBits)
    highCounts.fill(0, 0, 1 << digitBits)
    let least = 0xffffffff
    let most = 0
    for (let p = 0; p < n; p++) {
      const upper = halves[2 * p + UPPER]
      // doubles order as unsigned integers once the sign bit is flipped, and of negative values all bits
      const key = (upper ^ ((upper >> 31) | 0x80000000)) >>> 0
      keys[p] = key
      if (key < least) least = key
      if (key > most) most = key
    }
    const surplus = KEY_BITS - Math.clz32(most - least) - bits
    if (surplus >= 0)
      for (let p = 0; p < n; p++) keys[p] = countDigits((((keys[p] - least) >>> surplus) << indexBits) | p, digitBits)
    else if (most > least) {
      for (let p = 0; p < n; p++) {
        const key = ((keys[p] - least) << -surplus) | (this.#lower(p) >>> (KEY_BITS + surplus))
        keys[p] = countDigits((key << indexBits) | p, digitBits)
      }
    } else this.#setLowerKeys(n, bits)
  }

  /** The same for values whose upper halves are equal. */
  #setLowerKeys(n: number, bits: number): void {
    const keys = this.#keys
    const indexBits = this.#indexBits
    let least = 0xffffffff
    let most = 0
    for (let p = 0; p < n; p++) {
      const key = this.#lower(p)
      if (key < least) least = key
      if (key > most) most = key
    }
    const surplus = Math.max(0, KEY_BITS - Math.clz32(most - least) - bits)
    for (let p = 0; p < n; p++)
      keys[p] = countDigits((((this.#lower(p) - least) >>> surplus) << indexBits) | p, this.#digitBits)
  }

  #lower(p: number): number {
    const halves = this.#halves
    return (halves[2 * p + 1 - UPPER] ^ ((halves[2 * p + UPPER] as number) >> 31)) >>> 0
  }

  /** Sorts the keys by their two leading digits, which are counted already. */
  #sortKeys(n: number): void {
    const keys = this.#keys
    const spare = this.#spareKeys
    const upper = KEY_BITS - this.#digitBits
    const lower = upper - this.#digitBits
    const mask = (1 << this.#digitBits) - 1
    let inLow = 0
    let inHigh = 0
    for (let at = 0; at <= mask; at++) {
      const ofLow = lowCounts[at]
      const ofHigh = highCounts[at]
      lowCounts[at] = inLow
      highCounts[at] = inHigh
      inLow += ofLow
      inHigh += ofHigh
    }
    for (let p = 0; p < n; p++) {
      const key = keys[p]
      spare[lowCounts[(key >>> lower) & mask]++] = key
    }
    for (let p = 0; p < n; p++) {
      const key = spare[p]
      keys[highCounts[key >>> upper]++] = key
    }
  }

  /** Takes the values in the order of their keys, which is nearly theirs, by insertion; if it is not, by the native sort. */
  #takeByKeys(n: number): Float64Array {
    const { values } = this
    const sorted = this.#sorted
    const keys = this.#keys
    const indexMask = (1 << this.#indexBits) - 1
    let movesLeft = MAX_MOVES_PER_VALUE * n
    for (let p = 0; p < n; p++) {
      const x = values[keys[p] & indexMask]
      let at = p
      for (; at > 0 && sorted[at - 1] > x; at--) sorted[at] = sorted[at - 1]
      sorted[at] = x
      movesLeft -= p - at
      if (movesLeft < 0) {
        values.subarray(0, n).sort()
        return values
      }
    }
    return sorted
  }
}

/** Counts the two leading digits of a key and returns it. */
function countDigits(key: number, digitBits: number): number {
  lowCounts[(key >>> (KEY_BITS - 2 * digitBits)) & ((1 << digitBits) - 1)]++
  highCounts[key >>> (KEY_BITS - digitBits)]++
  return key
}

function isSorted(values: Float64Array, n: number): boolean {
  for (let p = 1; p < n; p++) if (values[p] < values[p - 1]) return false
  return true
}

function insertionSort(values: Float64Array, n: number): void {
  for (let p = 1; p < n; p++) {
    const x = values[p]
    let at = p
    for (; at > 0 && values[at - 1] > x; at--) values[at] = values[at - 1]
    values[at] = x
  }
}
