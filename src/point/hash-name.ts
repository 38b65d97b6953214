import type { SeriesName } from './series'

/**
 * 32 bits that spread well over what series are called; the same whatever the order of the tags, since the bits of the
 * pairs are added up. FNV-1a (Fowler, Noll, Vo), finished as in MurmurHash3.
 */
export function hashName(name: SeriesName): number {
  let sum = hashText(name[0], BASIS)
  for (let k = 1; k < name.length; k += 2) sum += finish(hashText(name[k + 1], hashText(name[k], BASIS)))
  return finish(sum | 0)
}

const BASIS = 0x811c9dc5
const PRIME = 0x01000193

function hashText(text: string, hash: number): number {
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), PRIME)
  return hash
}

function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
