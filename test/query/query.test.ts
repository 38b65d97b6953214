import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src'
import { overriding } from '../support/forwarding-store'
import { HOUR, MINUTE, open, totals } from '../tier/opened'

const point = (time: number, value = 1) => ({ metric: 'm', time, value })
const range = { metric: 'm', from: 0, to: HOUR }

describe('a query', () => {
  test('the answers of adjoining ranges add up, whichever tiers serve them', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 500; minute++) api.add(point(minute * MINUTE, minute))
    await api.advance(9 * HOUR)
    const [all, ...parts] = await Promise.all([
      totals(api, 0, 600 * MINUTE),
      totals(api, 0, 7 * HOUR),
      totals(api, 7 * HOUR, 463 * MINUTE),
      totals(api, 463 * MINUTE, 600 * MINUTE),
    ])
    expect(parts.reduce((sum, part) => sum + part.sum, 0)).toBe(all.sum)
    expect(parts.reduce((n, part) => n + part.n, 0)).toBe(all.n)
  })

  test('an aborted query throws the reason of its signal', async () => {
    const { api } = await open()
    const reason = new Error('the client has gone')
    await expect(api.query({ ...range, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    for (let minute = 0; minute < 3000; minute++) api.add(point(minute * MINUTE))
    await api.flush()
    const controller = new AbortController()
    const pending = api.query({ ...range, to: 3000 * MINUTE, signal: controller.signal })
    setImmediate(() => controller.abort(reason))
    await expect(pending).rejects.toBe(reason)
    expect((await totals(api, 0, 3000 * MINUTE)).n).toBe(3000)
  })

  test('a long query yields to the event loop', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 5000; minute++) api.add(point(minute * MINUTE))
    await api.flush()
    let turns = 0
    const turn = () => {
      turns++
      timer = setImmediate(turn)
    }
    let timer = setImmediate(turn)
    await api.query({ ...range, to: 5000 * MINUTE })
    clearImmediate(timer)
    expect(turns).toBeGreaterThan(5)
  })

  test('a query whose rows are dropped while it reads them starts again, and nothing is missing', async () => {
    const inner = memoryStore()
    let hook: (() => Promise<unknown>) | undefined
    const store = overriding(inner, {
      async *read(ask) {
        const first = hook
        hook = undefined
        await first?.()
        yield* inner.read(ask)
      },
    })
    const { api } = await open({ store })
    for (let minute = 0; minute < 120; minute++) api.add(point(minute * MINUTE))
    await api.flush()
    hook = () => api.advance(6 * HOUR)
    const { groups, plan } = await api.query({ metric: 'm', from: 0, to: 2 * HOUR })
    expect(groups[0].columns.n[0]).toBe(120)
    expect(plan.segments.map(({ tier }) => tier)).toEqual(['1h'])
  })
})
