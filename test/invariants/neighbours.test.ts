import fc from 'fast-check'
import { expect, test } from 'vitest'
import { live } from './life'
import { scripts } from './script'

test('One truth: what retention drops while a filler looks for neighbours makes the question be asked again (seed 19, path 66)', async () => {
  let answers = 0
  const property = fc.asyncProperty(scripts, async script => {
    answers += (await live(script)).answers
  })
  await fc.assert(property, { seed: 19, path: '66', endOnFailure: true })
  expect(answers).toBeGreaterThan(0)
})
