import fc from 'fast-check'
import { test } from 'vitest'
import { live } from './life'
import { scripts } from './script'

const seed = 20261120
const numRuns = 300

test(`one truth: whatever is flushed, sealed, dropped: every answer equals folding the raw points (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async script => {
      await live(script)
    }),
    { seed, numRuns },
  )
})
