import { show, TidemarkError } from '../error'
import { isPlain } from './plain'

/** What tells the series of a metric apart: names and values, both strings. Any characters, at most 64 pairs. */
export type Tags = Readonly<Record<string, string>>

/** What a series is called, checked: its metric, then by turns the name and the value of each tag, in any order. */
export type SeriesName = readonly string[]

const MOST_TAGS = 64
const NO_TAGS: Tags = Object.freeze({})

/** Checks a metric and its tags, each read once; throws TIDEMARK_INVALID_TAGS. */
export function toSeriesName(metric: string, tags: Tags = NO_TAGS): SeriesName {
  if (typeof metric !== 'string' || metric === '')
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `metric must be a non-empty string, got ${show(metric)}`)
  if (!isPlain(tags))
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `tags must be a plain object of strings, got ${show(tags)}`)
  const names = Object.keys(tags)
  if (names.length > MOST_TAGS)
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `at most ${MOST_TAGS} tags a series, got ${names.length}`)
  const name = new Array<string>(1 + 2 * names.length)
  let faulty: { tag: string; value: unknown } | undefined
  name[0] = metric
  for (let k = 0; k < names.length; k++) {
    const tag = names[k]
    const value = tags[tag]
    name[2 * k + 1] = tag
    name[2 * k + 2] = value
    if (typeof value !== 'string' && (faulty === undefined || tag < faulty.tag)) faulty = { tag, value }
  }
  if (faulty)
    throw new TidemarkError(
      'TIDEMARK_INVALID_TAGS',
      `tag ${show(faulty.tag)} must be a string, got ${show(faulty.value)}`,
    )
  return name
}

/** The tags of a series, sorted by name. */
export function tagsIn(name: SeriesName): Tags {
  const pairs: [string, string][] = []
  for (let k = 1; k < name.length; k += 2) pairs.push([name[k], name[k + 1]])
  return Object.freeze(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** Whether a series of this metric and these tags is called so. */
export function isCalled(metric: string, tags: Tags, name: SeriesName): boolean {
  if (metric !== name[0]) return false
  const names = Object.keys(tags)
  if (2 * names.length + 1 !== name.length) return false
  for (let k = 0; k < names.length; k++) if (tags[names[k]] !== valueIn(name, names[k])) return false
  return true
}

function valueIn(name: SeriesName, tag: string): string | undefined {
  for (let k = 1; k < name.length; k += 2) if (name[k] === tag) return name[k + 1]
  return undefined
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
