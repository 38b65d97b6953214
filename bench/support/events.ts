/** An event of a stream: a value of a key at a time. */
export interface Event {
  readonly at: number
  readonly key: string
  readonly value: number
}

/** 2026-01-01T00:00Z, where every stream begins: an edge of windows of every size in the questions. */
export const BEGIN = 1_767_225_600_000

/** How late an event is at most, in milliseconds. */
export const OUT_OF_ORDER = 2_000

/**
 * Events at even distances, each of a random key: nine of ten in order, one up to two seconds late. Values are whole
 * numbers, so that sums are exact in any order. The same events every time.
 */
export function events({ count, keys, perSecond }: { count: number; keys: number; perSecond: number }): Event[] {
  const names = keysOf(keys)
  let seed = 7
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  return Array.from({ length: count }, (_, e) => {
    const late = random() < 0.1 ? Math.floor(random() * OUT_OF_ORDER) : 0
    const at = BEGIN + Math.max(0, Math.floor((e * 1_000) / perSecond) - late)
    return { at, key: names[Math.floor(random() * keys)], value: 1 + Math.floor(random() * 999) }
  })
}

/** Events before the stream begins: one per key at the start of each of `slides` slides. */
export function history({ keys, slides, every }: { keys: number; slides: number; every: number }): Event[] {
  const names = keysOf(keys)
  return Array.from({ length: slides * keys }, (_, e) => {
    const slide = Math.floor(e / keys)
    return { at: BEGIN - (slides - slide) * every, key: names[e % keys], value: 1 + (e % 997) }
  })
}

/** The number of a key. */
export const numberOf = (key: string) => Number(key.slice('song-'.length))

function keysOf(keys: number): string[] {
  return Array.from({ length: keys }, (_, k) => `song-${k}`)
}
