import type { SeriesKey } from './series-key'

/**
 * Returns a 32-bit hash of a series' key. It does not depend on the order of the tags, because the hashes of the pairs are
 * added. FNV-1a (Fowler, Noll, Vo), finished as in MurmurHash3. The first `length` texts of `name` count.
 */
export function hashKey(name: SeriesKey, length = name.length): number {
  let sum = hashWord(name[0], 0)
  for (let k = 1; k < length; k += 2) sum += finish(hashText(name[k + 1], hashWord(name[k], k)))
  return finish(sum | 0)
}

const BASIS = 0x811c9dc5
const PRIME = 0x01000193

const CACHED_WORDS = 128
const words = new Array<string>(CACHED_WORDS).fill('')
const hashes = new Int32Array(CACHED_WORDS).fill(BASIS)

/** Returns the hash of a metric or a tag's name. They are few and recur with each point, so recent ones are cached. */
function hashWord(word: string, k: number): number {
  const at = (k ^ (word.length << 3)) & (CACHED_WORDS - 1)
  if (words[at] !== word) {
    hashes[at] = hashText(word, BASIS)
    words[at] = word
  }
  return hashes[at]
}

function hashText(text: string, hash: number): number {
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), PRIME)
  return hash
}

function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
