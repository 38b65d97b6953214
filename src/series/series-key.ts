import { inspect } from '../check/inspect'
import { isPlainObject } from '../check/objects'
import { TidemarkError } from '../error'

/** The tags that identify a series of a metric: names and values, both strings of any characters. At most 64 pairs. */
export type Tags = Readonly<Record<string, string>>

/** The checked identity of a series: its metric, then the name and value of each tag in turn, in any order. */
export type SeriesKey = readonly string[]

const MAX_TAGS = 64
const NO_TAGS: Tags = Object.freeze({})
const isOwn = Object.prototype.hasOwnProperty

/** Allocates a buffer for the longest key. */
export function newKeyBuffer(): string[] {
  return new Array<string>(1 + 2 * MAX_TAGS).fill('')
}

/** Checks a metric and its tags, each read once; throws TIDEMARK_INVALID_TAGS. */
export function toSeriesKey(metric: string, tags?: Tags): SeriesKey {
  const name: string[] = []
  readKey(metric, tags, name)
  return name
}

/** Writes the key of a series to the start of `into` and returns its length; throws as `toSeriesKey` does. */
export function readKey(metric: string, tags: Tags = NO_TAGS, into: string[]): number {
  if (typeof metric !== 'string' || metric === '')
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `metric must be a non-empty string, got ${inspect(metric)}`)
  if (!isPlainObject(tags))
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `tags must be a plain object of strings, got ${inspect(tags)}`)
  into[0] = metric
  let length = 1
  let faulty: { tag: string; value: unknown } | undefined
  // Read this way, V8 neither builds a list of keys nor looks properties up.
  for (const tag in tags) {
    if (!isOwn.call(tags, tag)) continue
    const value = tags[tag]
    if (typeof value !== 'string' && (faulty === undefined || tag < faulty.tag)) faulty = { tag, value }
    if (length <= 2 * MAX_TAGS) {
      into[length] = tag
      into[length + 1] = value
    }
    length += 2
  }
  if (length > 1 + 2 * MAX_TAGS)
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `a series has at most ${MAX_TAGS} tags, got ${(length - 1) / 2}`)
  if (faulty)
    throw new TidemarkError(
      'TIDEMARK_INVALID_TAGS',
      `tag ${inspect(faulty.tag)} must be a string, got ${inspect(faulty.value)}`,
    )
  return length
}

/** Returns the tags of a series, sorted by name. */
export function tagsIn(name: SeriesKey): Tags {
  const pairs: [string, string][] = []
  for (let k = 1; k < name.length; k += 2) pairs.push([name[k], name[k + 1]])
  return Object.freeze(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** Whether the key of `length` texts at `from` in `list` names the same series as the first `length` texts of `name`. */
export function isCalled(list: readonly string[], from: number, name: SeriesKey, length: number): boolean {
  if (list[from] !== name[0]) return false
  for (let k = 1; k < length; k += 2) {
    // The tags mostly come in the same order.
    const at = list[from + k] === name[k] ? k : tagPosition(name[k], list, from, length)
    if (at < 0 || list[from + at + 1] !== name[k + 1]) return false
  }
  return true
}

function tagPosition(tag: string, list: readonly string[], from: number, length: number): number {
  for (let k = 1; k < length; k += 2) if (list[from + k] === tag) return k
  return -1
}

/** Returns a text for tags alone: equal for equal pairs, in any order. */
export function tagsKey(tags: Tags): string {
  let key = ''
  for (const name of Object.keys(tags).sort()) key += prefixed(name) + prefixed(tags[name])
  return key
}

/** Prefixes the length, so that no choice of characters makes two different lists equal. */
function prefixed(text: string): string {
  return `${text.length}:${text}`
}
