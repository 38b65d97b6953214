import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenStreams } from '../broken/streams'
import { CASES, EMITS, MODES } from './cases'
import { live } from './live'
import { Model } from './model'
import { scripts } from './script'

const seed = 7
const kinds = fc.record({
  at: fc.constantFrom(...CASES.filter(({ window }) => !window.name.startsWith('day'))),
  mode: fc.constantFrom(...MODES),
  emit: fc.constantFrom(...EMITS),
})

describe(`random lives reject a stream that is wrong in one way (seed ${seed})`, () => {
  const outcome = (make: NonNullable<Parameters<typeof live>[2]>, numRuns = 400) =>
    fc.check(
      fc.property(scripts, kinds, (script, kind) => {
        live(script, kind, make)
      }),
      { seed, numRuns, endOnFailure: true },
    )

  test.each(brokenStreams)('$wrong', ({ make }) => {
    expect(outcome(make).failed).toBe(true)
  })

  test('and accept the model itself', () => {
    expect(outcome(setting => new Model(setting), 100).failed).toBe(false)
  })
})
