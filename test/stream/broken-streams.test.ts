import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenStreams } from '../broken/streams'
import { CASES, EMITS, MODES } from '../support/stream/cases'
import { StreamModel } from '../support/stream/model'
import { simulateStream } from '../support/stream/simulation'
import { streamWorkloads } from '../support/stream/workload'

const seed = 7
const kinds = fc.record({
  at: fc.constantFrom(...CASES.filter(({ window }) => !window.name.startsWith('day'))),
  mode: fc.constantFrom(...MODES),
  emit: fc.constantFrom(...EMITS),
})

describe(`the simulation rejects a stream that is wrong in one way (seed ${seed})`, () => {
  const outcome = (make: NonNullable<Parameters<typeof simulateStream>[2]>, numRuns = 400) =>
    fc.check(
      fc.property(streamWorkloads, kinds, (workload, kind) => {
        simulateStream(workload, kind, make)
      }),
      { seed, numRuns, endOnFailure: true },
    )

  test.each(brokenStreams)('$wrong', ({ make }) => {
    expect(outcome(make).failed).toBe(true)
  })

  test('the simulation accepts the model itself', () => {
    expect(outcome(config => new StreamModel(config), 100).failed).toBe(false)
  })
})
