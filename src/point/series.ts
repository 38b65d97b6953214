import { show, TidemarkError } from '../error'
import { isPlain } from './plain'

/** What tells the series of a metric apart: names and values, both strings. Any characters, at most 64 pairs. */
export type Tags = Readonly<Record<string, string>>

/** What a series is called, checked: its tags sorted by name, and a key that no other series has. */
export interface SeriesName {
  readonly metric: string
  readonly tags: Tags
  readonly key: string
}

const MOST_TAGS = 64
const NO_TAGS: Tags = Object.freeze({})

/** Checks a metric and its tags; throws TIDEMARK_INVALID_TAGS. */
export function toSeriesName(metric: string, tags: Tags = NO_TAGS): SeriesName {
  if (typeof metric !== 'string' || metric === '')
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `metric must be a non-empty string, got ${show(metric)}`)
  if (!isPlain(tags))
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `tags must be a plain object of strings, got ${show(tags)}`)
  const names = Object.keys(tags).sort()
  if (names.length > MOST_TAGS)
    throw new TidemarkError('TIDEMARK_INVALID_TAGS', `at most ${MOST_TAGS} tags a series, got ${names.length}`)
  let key = prefixed(metric)
  const pairs: [string, string][] = []
  for (const name of names) {
    const value: unknown = tags[name]
    if (typeof value !== 'string')
      throw new TidemarkError('TIDEMARK_INVALID_TAGS', `tag ${show(name)} must be a string, got ${show(value)}`)
    key += prefixed(name) + prefixed(value)
    pairs.push([name, value])
  }
  return { metric, tags: Object.freeze(Object.fromEntries(pairs)), key }
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
