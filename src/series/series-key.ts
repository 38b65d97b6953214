import { inspect } from '../check/inspect'
import { isPlainObject } from '../check/objects'
import { TidemarkError } from '../error'

/** What tells the series of a metric apart: names and values, both strings. Any characters, at most 64 pairs. */
export type Tags = Readonly<Record<string, string>>

/** What a series is called, checked: its metric, then by turns the name and the value of each tag, in any order. */
export type SeriesKey = readonly string[]

const MAX_TAGS = 64
const NO_TAGS: Tags = Object.freeze({})
const isOwn = Object.prototype.hasOwnProperty

/** Room for the longest name there is. */
export function newKeyBuffer(): string[] {
  return new Array<string>(1 + 2 * MAX_TAGS).fill('')
}

/** Checks a metric and its tags, each read once; throws TIDEMARK_INVALID_TAGS. */
export function toSeriesKey(metric: string, tags?: Tags): SeriesKey {
  const name: string[] = []
  readKey(metric, tags, name)
  return name
}

/** Puts what a series is called at the beginning of `into` and gives its length; throws as `toSeriesName` does. */
export function readKey(metric: string, tags: Tags = NO_TAGS, into: string[]): number {
  if (typeof metric !== 'string' || metric === '')
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `metric must be a non-empty string, got ${inspect(metric)}`)
  if (!isPlainObject(tags))
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `tags must be a plain object of strings, got ${inspect(tags)}`)
  into[0] = metric
  let length = 1
  let faulty: { tag: string; value: unknown } | undefined
  // Where names and values are read so, and asked for so, V8 neither makes a list nor looks anything up.
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
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `at most ${MAX_TAGS} tags a series, got ${(length - 1) / 2}`)
  if (faulty)
    throw new TidemarkError(
      'TIDEMARK_INVALID_TAGS',
      `tag ${inspect(faulty.tag)} must be a string, got ${inspect(faulty.value)}`,
    )
  return length
}

/** The tags of a series, sorted by name. */
export function tagsIn(name: SeriesKey): Tags {
  const pairs: [string, string][] = []
  for (let k = 1; k < name.length; k += 2) pairs.push([name[k], name[k + 1]])
  return Object.freeze(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** Whether the `length` texts of `list` from `from` on, which are a name, name the same series as the first of `name`. */
export function isCalled(list: readonly string[], from: number, name: SeriesKey, length: number): boolean {
  if (list[from] !== name[0]) return false
  for (let k = 1; k < length; k += 2) {
    // Most often the tags are written in the same order.
    const at = list[from + k] === name[k] ? k : sortedPosition(name[k], list, from, length)
    if (at < 0 || list[from + at + 1] !== name[k + 1]) return false
  }
  return true
}

function sortedPosition(tag: string, list: readonly string[], from: number, length: number): number {
  for (let k = 1; k < length; k += 2) if (list[from + k] === tag) return k
  return -1
}

/** A key of tags alone: equal for equal pairs, in any order. */
export function tagsKey(tags: Tags): string {
  let key = ''
  for (const name of Object.keys(tags).sort()) key += prefixed(name) + prefixed(tags[name])
  return key
}

/** Length first, so that no choice of characters makes two different lists alike. */
function prefixed(text: string): string {
  return `${text.length}:${text}`
}
