import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'
import { ScheduledStore } from './scheduled-store'
import { STORES } from './stores'

const seed = 53
const ORDERS = 4

describe.each(STORES)(
  `a store of $kind whose calls are delayed and reordered keeps the laws (seed ${seed})`,
  ({ make }) => {
    const names = storeSuite(make).map(({ name }) => name)
    test.each(names)('%s', async name => {
      const holds = async (scheduler: fc.Scheduler) => {
        const law = storeSuite(() => new ScheduledStore(make(), scheduler, { duplicates: true })).find(
          one => one.name === name,
        )
        await scheduler.waitFor(law!.check({ runs: 3, seed }))
      }
      await fc.assert(fc.asyncProperty(fc.scheduler(), holds), { seed, numRuns: ORDERS })
    })
  },
)

test('the duplicate of a commit arrives after later commits in some of the orders', async () => {
  let overtaken = 0
  const holds = async (scheduler: fc.Scheduler) => {
    const sequences: number[] = []
    const inner = STORES[0].make()
    const recording = Object.assign(inner, {
      commit: async ({ sequence }: { sequence: number }) => void sequences.push(sequence),
    })
    const store = new ScheduledStore(recording, scheduler, { duplicates: true })
    const lease = { writer: 'main', epoch: 1, sequence: 0, position: null, marks: {} }
    const three = async () => {
      for (const sequence of [1, 2, 3])
        await store.commit({ lease, sequence, series: [], rows: [], drops: [], marks: {} })
    }
    await scheduler.waitFor(three())
    await scheduler.waitIdle()
    expect(sequences).toHaveLength(6)
    if (sequences.lastIndexOf(1) > sequences.indexOf(2)) overtaken++
  }
  await fc.assert(fc.asyncProperty(fc.scheduler(), holds), { seed, numRuns: 20 })
  expect(overtaken).toBeGreaterThan(5)
})
