/** Up to here insertion wins, beyond it counting digits; the native sort takes two to four times as long (measured). */
const MAX_INSERTION = 48

/** In which half of a double its sign is: 1 where the machine is little-endian. */
const UPPER = new Uint32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1

/** A value is sorted as one word of 32 bits: the leading bits that tell it from others, and under them its place. */
const WORD = 32

/** How often each digit occurs, then where its next value goes: one table for each of the two digits. */
const MAX_EXPONENT_SPREAD = 10
const low = new Uint32Array(1 << MAX_EXPONENT_SPREAD)
const high = new Uint32Array(1 << MAX_EXPONENT_SPREAD)

/** Room for values that are to be sorted, with what it takes to sort them without allocating. @internal */
export class RadixSorter {
  /** What is to be sorted is put here. */
  readonly values: Float64Array
  readonly #words: Uint32Array
  readonly #sorted: Float64Array
  readonly #keys: Uint32Array
  readonly #spareKeys: Uint32Array
  /** How many bits of a word tell its place. */
  readonly #place: number
  /** How many bits a digit has. */
  #digit = 0

  constructor(capacity: number) {
    this.values = new Float64Array(capacity)
    this.#words = new Uint32Array(this.values.buffer)
    this.#sorted = new Float64Array(capacity)
    this.#keys = new Uint32Array(capacity)
    this.#spareKeys = new Uint32Array(capacity)
    this.#place = WORD - Math.clz32(capacity - 1)
  }

  /** The first n values, sorted: where they are, or elsewhere; they last until the next time. */
  sort(n: number): Float64Array {
    const { values } = this
    if (isSorted(values, n)) return values
    if (n <= MAX_INSERTION) {
      insertion(values, n)
      return values
    }
    this.#setKeys(n)
    this.#sortKeys(n)
    return this.#byKeys(n)
  }

  /**
   * Gives each value its word: the leading bits of its distance from the least one, both taken as unsigned integers. Few
   * values want short digits, for their tables must be gone through.
   */
  #setKeys(n: number): void {
    const words = this.#words
    const keys = this.#keys
    const place = this.#place
    const bits = WORD - place
    this.#digit = n < 1024 ? 8 : bits >>> 1
    const digit = this.#digit
    low.fill(0, 0, 1 << digit)
    high.fill(0, 0, 1 << digit)
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
    const surplus = WORD - Math.clz32(most - least) - bits
    if (surplus >= 0)
      for (let p = 0; p < n; p++) keys[p] = counted((((keys[p] - least) >>> surplus) << place) | p, digit)
    else if (most > least) {
      for (let p = 0; p < n; p++) {
        const key = ((keys[p] - least) << -surplus) | (this.#lower(p) >>> (WORD + surplus))
        keys[p] = counted((key << place) | p, digit)
      }
    } else this.#setLowerKeys(n, bits)
  }

  /** The same, for values whose upper words are equal. */
  #setLowerKeys(n: number, bits: number): void {
    const keys = this.#keys
    const place = this.#place
    let least = 0xffffffff
    let most = 0
    for (let p = 0; p < n; p++) {
      const key = this.#lower(p)
      if (key < least) least = key
      if (key > most) most = key
    }
    const surplus = Math.max(0, WORD - Math.clz32(most - least) - bits)
    for (let p = 0; p < n; p++) keys[p] = counted((((this.#lower(p) - least) >>> surplus) << place) | p, this.#digit)
  }

  #lower(p: number): number {
    const words = this.#words
    return (words[2 * p + 1 - UPPER] ^ ((words[2 * p + UPPER] as number) >> 31)) >>> 0
  }

  /** LSD radix sort of the words by their two leading digits, which are counted. */
  #sortKeys(n: number): void {
    const keys = this.#keys
    const spare = this.#spareKeys
    const upper = WORD - this.#digit
    const lower = upper - this.#digit
    const mask = (1 << this.#digit) - 1
    let inLow = 0
    let inHigh = 0
    for (let at = 0; at <= mask; at++) {
      const ofLow = low[at]
      const ofHigh = high[at]
      low[at] = inLow
      high[at] = inHigh
      inLow += ofLow
      inHigh += ofHigh
    }
    for (let p = 0; p < n; p++) {
      const key = keys[p]
      spare[low[(key >>> lower) & mask]++] = key
    }
    for (let p = 0; p < n; p++) {
      const key = spare[p]
      keys[high[key >>> upper]++] = key
    }
  }

  /** Takes the values in the order of their words, which is nearly theirs unless most share the leading bits. */
  #byKeys(n: number): Float64Array {
    const { values } = this
    const sorted = this.#sorted
    const keys = this.#keys
    const place = (1 << this.#place) - 1
    let moves = 4 * n
    for (let p = 0; p < n; p++) {
      const x = values[keys[p] & place]
      let at = p
      for (; at > 0 && sorted[at - 1] > x; at--) sorted[at] = sorted[at - 1]
      sorted[at] = x
      moves -= p - at
      if (moves < 0) {
        values.subarray(0, n).sort()
        return values
      }
    }
    return sorted
  }
}

/** A word, once its digits are counted. */
function counted(word: number, digit: number): number {
  low[(word >>> (WORD - 2 * digit)) & ((1 << digit) - 1)]++
  high[word >>> (WORD - digit)]++
  return word
}

function isSorted(values: Float64Array, n: number): boolean {
  for (let p = 1; p < n; p++) if (values[p] < values[p - 1]) return false
  return true
}

function insertion(values: Float64Array, n: number): void {
  for (let p = 1; p < n; p++) {
    const x = values[p]
    let at = p
    for (; at > 0 && values[at - 1] > x; at--) values[at] = values[at - 1]
    values[at] = x
  }
}
