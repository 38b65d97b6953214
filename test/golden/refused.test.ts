import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readDrained } from '../codec/second-reader-drained'
import { readSaved } from '../codec/second-reader-saved'
import { codeOf, repaired } from '../support/encoded-rows'
import { goldenDrained, goldenShape, goldenStreams, makeRollup, makeStream } from './saved'

const SEED = 31
const EACH = 60
const NUMBERS = [Number.NaN, -1, 0, 1, 2, 0.5, 7, 1e6, Number.POSITIVE_INFINITY, 2 ** 53 + 2, 8.64e15 + 1]

interface Specimen {
  readonly name: string
  readonly bytes: Uint8Array
  read(bytes: Uint8Array): unknown
  readSecond(bytes: number[]): unknown
}

const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(`v1/${file}.bin`, import.meta.url)))
const streams = Object.entries(goldenStreams).map(
  ([name, specimen]): Specimen => ({
    ...{ name, bytes: bytesOf(`streams/${name}`) },
    read: bytes => makeStream(specimen, bytes),
    readSecond: bytes => readSaved(bytes, goldenShape),
  }),
)
const drained = await Promise.all(
  Object.entries(goldenDrained).map(async ([name, specimen]): Promise<Specimen> => {
    const api = await makeRollup(specimen)
    return {
      ...{ name: `drained ${name}`, bytes: bytesOf(`drained/${name}`) },
      read(bytes) {
        api.absorb(bytes)
        api.drain()
      },
      readSecond: bytes => readDrained(bytes, goldenShape),
    }
  }),
)

/** Errors that need the windows or the clock of the library, which a reader of bytes does not know. */
const KNOWN_BY_WINDOW = /a slice cannot start at|a session from/
const OTHERS = ['TIDEMARK_MISMATCH', 'TIDEMARK_AHEAD', 'TIDEMARK_EXPIRED']

/** Forges numbers under a valid checksum. Throws if one reader refuses what the other takes; returns how many both refused. */
function agree({ name, bytes, read, readSecond }: Specimen): number {
  let seed = SEED
  const random = (below: number) => {
    seed = (seed * 1664525 + 1013904223) % 4294967296
    return Math.floor((seed / 4294967296) * below)
  }
  let refused = 0
  for (let k = 0; k < EACH; k++) {
    const forged = bytes.slice()
    const at = random(bytes.length - 12)
    if (random(3) > 0) new DataView(forged.buffer).setFloat64(at, NUMBERS[random(NUMBERS.length)], true)
    else forged[at] = random(256)
    const wrong = repaired(forged)
    const first = refusal(() => read(wrong))
    const second = refusal(() => readSecond([...wrong]))
    if (first !== undefined && second !== undefined) refused++
    else if (first === undefined ? second !== undefined : !isKnownByWindow(first))
      throw new Error(`${name} at ${at}: the library says ${first?.message}, the second reader ${second?.message}`)
  }
  return refused
}

function refusal(read: () => unknown): Error | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return error as Error
  }
}

function isKnownByWindow(error: Error): boolean {
  const code = codeOf(() => {
    throw error
  })
  return KNOWN_BY_WINDOW.test(error.message) || OTHERS.includes(String(code))
}

describe(`the second reader refuses the forged bytes that the library refuses, except those that only windows and definitions expose (seed ${SEED})`, () => {
  test('saved streams', () => {
    expect(streams.reduce((refused, specimen) => refused + agree(specimen), 0)).toBeGreaterThan(200)
  })

  test('drained states', () => {
    expect(drained.reduce((refused, specimen) => refused + agree(specimen), 0)).toBeGreaterThan(50)
  })

  test('a reader that refuses nothing is rejected, on either side', () => {
    for (const specimen of [streams[0], drained[2]]) {
      expect(() => agree({ ...specimen, read: () => {} })).toThrow('the library says undefined')
      expect(() => agree({ ...specimen, readSecond: () => {} })).toThrow('the second reader undefined')
    }
  })
})
