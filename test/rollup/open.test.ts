import { describe, expect, test } from 'vitest'
import { type Aggregates, count, memoryStore, rollup, type Store, sum, type TierOptions } from '../../src'
import type { RowQuery } from '../../src/store'
import { overriding } from '../support/forwarding-store'

const SERIES = 5000
const MINUTES = { every: '1m', keep: 'forever' } as const
const HOURS = { every: '1h', keep: 'forever' } as const

function open(store: Store, tiers: readonly TierOptions[], aggregates: Aggregates = { n: count() }) {
  return rollup({ store, aggregates, tiers, clock: () => 0 })
}

async function holding(series: number): Promise<Store> {
  const store = memoryStore()
  const api = await open(store, [MINUTES])
  for (let k = 0; k < series; k++) api.add({ metric: 'm', value: k, tags: { k: String(k) } })
  await api.close()
  return store
}

/** How often others got a turn while something was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let done = false
  const turn = () => {
    turns++
    if (!done) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  done = true
  return turns
}

describe('opening a writer', () => {
  test('yields to the event loop while it loads series and looks for their last rows', async () => {
    const store = await holding(SERIES)
    const same = await turnsDuring(() => open(store, [MINUTES]))
    expect(same).toBeGreaterThanOrEqual(SERIES / 1000)
    const finer = await turnsDuring(() => open(store, [{ every: '10s', keep: 'forever' }, MINUTES]))
    expect(finer).toBeGreaterThanOrEqual((3 * SERIES) / 1000)
  })

  test('reads no rows if the finest tier stays', async () => {
    const inner = await holding(3)
    const asked: string[] = []
    const store: Store = overriding(inner, {
      read(ask: RowQuery) {
        asked.push(ask.tier)
        return inner.read(ask)
      },
    })
    await open(store, [MINUTES, HOURS])
    expect(asked).toEqual([])
    await open(store, [HOURS])
    expect(asked).toContain('1m')
  })

  test('is a mismatch if the writer committed other aggregates between the check and the lease', async () => {
    const inner = memoryStore()
    const first = await open(inner, [MINUTES])
    first.add({ metric: 'm', value: 1 })
    const store: Store = overriding(inner, {
      async lease(writer) {
        await first.flush()
        return inner.lease(writer)
      },
    })
    await expect(open(store, [MINUTES], { n: sum() })).rejects.toMatchObject({
      code: 'TIDEMARK_MISMATCH',
      message: expect.stringContaining('"n" is kept as count { n: 0 }'),
    })
  })
})
