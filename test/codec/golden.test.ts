import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createCodec } from '../../src/codec/codec'
import { schemaOf } from '../../src/state/schema'
import { goldenAggregates, goldenCases } from '../golden/specimens'
import { spelled, stateOf } from '../golden/states'
import { Guarded } from '../support/encoded-rows'
import { damage } from '../torture/decode'
import { readRow, type SecondShape } from './second-reader'

const folder = new URL('../golden/v1/', import.meta.url)
const states = JSON.parse(readFileSync(new URL('states.json', folder), 'utf8'))

describe('rows written by version 1 can be read forever', () => {
  for (const [name, aggregates] of Object.entries(goldenAggregates))
    for (const kind of Object.keys(goldenCases))
      test(`${name}, ${kind}`, () => {
        const bytes = new Uint8Array(readFileSync(new URL(`${name}.${kind}.bin`, folder)))
        const { frame } = new Guarded(aggregates)
        const codec = createCodec(schemaOf(aggregates))
        codec.decode(bytes, frame, 1)
        expect(spelled(stateOf(frame, 1))).toEqual(states[`${name}.${kind}`])
        expect(spelled(readRow([...bytes], aggregates as SecondShape))).toEqual(states[`${name}.${kind}`])
        expect(codec.encode(frame, 1)).toEqual(bytes)
      })
})

test('the states of all golden rows are recorded, and no others', () => {
  const names = Object.keys(goldenAggregates).flatMap(name => Object.keys(goldenCases).map(kind => `${name}.${kind}`))
  expect(Object.keys(states).sort()).toEqual(names.sort())
})

test('a golden row with any bit changed, or cut anywhere, is rejected, and nothing is written', () => {
  for (const [name, aggregates] of Object.entries(goldenAggregates))
    for (const kind of Object.keys(goldenCases)) {
      const bytes = new Uint8Array(readFileSync(new URL(`${name}.${kind}.bin`, folder)))
      expect(damage(aggregates, bytes, bytes.length > 100 ? 23 : 1)).toBeGreaterThan(0)
    }
})
