import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPlainObject } from '../../src/check/objects'
import { newKeyBuffer, readKey, type Tags } from '../../src/series/series-key'
import { type Made, oddTags, polluted } from './odd-tags'

const SEED = 44
type Read = (metric: string, tags: Tags | undefined, into: string[]) => number

/** The law: the keys and values of an object, or the code of the error. */
function plainly(metric: string, tags: any = {}): readonly unknown[] {
  if (metric === '' || !isPlainObject(tags)) return ['TIDEMARK_INVALID_TAGS']
  const pairs = Object.keys(tags).map(tag => [tag, tags[tag]])
  const fit = pairs.length <= 64 && pairs.every(([, value]) => typeof value === 'string')
  return fit ? [metric, ...pairs.flat()] : ['TIDEMARK_INVALID_TAGS']
}

function told(read: Read, metric: string, { tags }: Made, room: string[]): readonly unknown[] {
  try {
    return room.slice(0, read(metric, tags, room))
  } catch (error) {
    return [(error as { code?: string }).code]
  }
}

/** Checks a way of reading names against the law, one name after another in the same room. */
function checkReading(read: Read): void {
  const names = fc.array(fc.tuple(fc.constantFrom('m', 'n', ''), oddTags, fc.boolean()), { minLength: 1, maxLength: 5 })
  const law = fc.property(names, all => {
    const room = newKeyBuffer()
    for (const [metric, make, whilePolluted] of all) {
      const [one, other] = [make(), make()]
      const around = whilePolluted ? polluted : (work: () => readonly unknown[]) => work()
      const got = around(() => told(read, metric, one, room))
      expect(got).toEqual(around(() => plainly(metric, other.tags)))
      for (const reads of one.reads.values()) expect(reads).toBe(1)
    }
    expect(room).toHaveLength(newKeyBuffer().length)
  })
  fc.assert(law, { seed: SEED, numRuns: 500 })
}

const intoRoom = (name: readonly string[], into: string[]) => {
  for (const [k, text] of name.entries()) into[k] = text
  return name.length
}

describe('a name that is read into the key buffer', () => {
  test(`holds the keys and values of the tags, each read once, whatever kind of object they are (seed ${SEED})`, () =>
    checkReading(readKey))

  test.each<[string, Read]>([
    [
      'takes what all objects inherit',
      (metric, tags = {}, into) => {
        readKey(metric, tags, into)
        const name = [metric]
        for (const tag in tags) name.push(tag, tags[tag])
        return intoRoom(name, into)
      },
    ],
    [
      'reads each twice',
      (metric, tags, into) => {
        readKey(metric, tags, into)
        return readKey(metric, tags, into)
      },
    ],
    ['leaves a tag out', (metric, tags, into) => Math.min(3, readKey(metric, tags, into))],
    [
      'knows no unfit tags',
      (metric, tags = {}, into) => intoRoom([metric, ...Object.entries(tags ?? {}).flat()], into),
    ],
  ])(`differs if the reader %s (seed ${SEED})`, (_, read) =>
    expect(() => checkReading(read)).toThrow('Property failed'),
  )
})
