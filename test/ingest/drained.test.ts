import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32c } from '../../src/codec/crc32c'
import { calendar, count, last, max, type RollupOptions, rollup, sum, tdigest } from '../../src/index'
import { codeOf } from '../support/codes'

const SEED = 21
const MINUTE = 60_000
const NOW = 100 * MINUTE

const aggregates = { n: count(), total: sum(), most: max(), last: last(), digest: tdigest({ compression: 20 }) }
const tiers = [
  { every: '1m', keep: '1d' },
  { every: '1h', keep: 'forever' as const },
]
const open = (more: Partial<RollupOptions<typeof aggregates>> = {}) =>
  rollup({ aggregates, tiers, clock: () => NOW, ...more })

const points = Array.from({ length: 300 }, (_, k) => ({
  metric: k % 3 ? 'latency' : 'size',
  value: (k * 37) % 101,
  time: (k * 7_919) % (90 * MINUTE),
  tags: k % 2 ? { route: `/${k % 5}` } : undefined,
}))

const ask = { metric: 'latency', by: ['route'], from: 0, to: 90 * MINUTE, every: '1h' }
const select = (r: any) => ({ n: r.n, total: r.total, most: r.most, last: r.last, p50: r.digest.quantile(0.5) })
const rowsOf = async (api: any) => [...(await api.query({ ...ask, select })).rows()]

describe('states that one rollup drains, absorbed by another,', () => {
  test('count as if their points had been added there', async () => {
    const [worker, other, whole, alone] = [await open(), await open(), await open(), await open()]
    worker.addMany(points.slice(0, 150))
    other.addMany(points.slice(150))
    whole.absorb(worker.drain())
    whole.absorb(other.drain())
    for (const part of [points.slice(0, 150), points.slice(150)]) {
      const one = await open()
      one.addMany(part)
      alone.absorb(one.drain())
    }
    const direct = await open()
    direct.addMany(points)
    const exact = ({ p50: _, ...row }: any) => row
    expect((await rowsOf(whole)).map(exact)).toEqual((await rowsOf(direct)).map(exact))
    expect(await rowsOf(whole)).toEqual(await rowsOf(alone))
    await whole.advance(NOW)
    await direct.advance(NOW)
    expect((await rowsOf(whole)).map(exact)).toEqual((await rowsOf(direct)).map(exact))
  })

  test('are in the drained bytes only, and later points are new', async () => {
    const worker = await open()
    worker.addMany(points)
    const { pending } = worker.stats()
    const bytes = worker.drain()
    expect(worker.stats()).toMatchObject({ pending: 0, drained: pending, accepted: 300 })
    const whole = await open()
    whole.absorb(bytes)
    expect(whole.stats()).toMatchObject({ pending, absorbed: pending, offered: 0 })
    whole.absorb(worker.drain())
    expect(whole.stats().pending).toBe(pending)
  })

  test('are equal bytes if the states are equal', async () => {
    const drained = async () => {
      const api = await open()
      api.addMany(points)
      return api.drain()
    }
    expect(await drained()).toEqual(await drained())
  })

  test('are merged into wider windows that contain theirs, across a seal too', async () => {
    const worker = await open({ tiers: [{ every: '10s', keep: 'forever' }] })
    const whole = await open()
    await whole.advance(NOW)
    worker.addMany(points)
    whole.absorb(worker.drain())
    const direct = await open()
    direct.addMany(points)
    const counts = async (api: any) => (await rowsOf(api)).map(({ n, total }: any) => [n, total])
    expect(await counts(whole)).toEqual(await counts(direct))
    await whole.flush()
    expect(await counts(whole)).toEqual(await counts(direct))
  })

  test(`are neither lost nor counted twice, however points are spread over workers (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), async dealt => {
        const workers = await Promise.all([0, 1, 2, 3].map(() => open()))
        const whole = await open()
        for (const [k, w] of dealt.entries()) {
          workers[w].add(points[k])
          if (k % 11 === 5) whole.absorb(workers[w].drain())
        }
        for (const worker of workers) whole.absorb(worker.drain())
        const answer = await whole.query({
          metric: 'latency',
          from: 0,
          to: 90 * MINUTE,
          select: r => ({ n: r.n, t: r.total }),
        })
        const mine = points.slice(0, 40).filter(({ metric }) => metric === 'latency')
        expect([...answer.rows()][0]).toMatchObject({ n: mine.length, t: mine.reduce((t, { value }) => t + value, 0) })
      }),
      { seed: SEED, numRuns: 20 },
    )
  })
})

describe('absorb refuses, and changes nothing:', () => {
  const drained = async (more: Partial<RollupOptions<any>> = {}, list = points) => {
    const api: any = await open(more as any)
    api.addMany(list)
    return api.drain() as Uint8Array
  }
  const refused = async (bytes: Uint8Array, code: string, more: Partial<RollupOptions<typeof aggregates>> = {}) => {
    const api = await open(more)
    api.add({ metric: 'latency', value: 1, time: 0 })
    const before = { ...api.stats() }
    const rows = await rowsOf(api)
    expect(codeOf(() => api.absorb(bytes))).toBe(code)
    expect(api.stats()).toEqual(before)
    expect(await rowsOf(api)).toEqual(rows)
  }

  test('states of other aggregates', async () => {
    await refused(await drained({ aggregates: { n: count() } as any }), 'TIDEMARK_MISMATCH')
  })

  test('windows wider than the finest tier', async () => {
    await refused(await drained({ tiers: [{ every: '1h', keep: 'forever' }] }), 'TIDEMARK_MISMATCH')
    await refused(await drained({ tiers: [{ every: calendar('day'), keep: 'forever' }] }), 'TIDEMARK_MISMATCH')
  })

  test('windows too far ahead of the clock', async () => {
    await refused(await drained(), 'TIDEMARK_AHEAD', { clock: () => 0 })
  })

  test('more rows than fit', async () => {
    await refused(await drained(), 'TIDEMARK_BACKPRESSURE', { maxPending: 5 })
  })

  test('more rows than maxPending ever takes, with the advice to drain more often', async () => {
    const bytes = await drained()
    const api = await open({ maxPending: 1 })
    expect(() => api.absorb(bytes)).toThrow(/these states alone need .* Drain more often, or raise maxPending/)
  })

  test('windows older than every tier keeps', async () => {
    const api = await open({ tiers: [{ every: '1m', keep: '10m' }], sealDelay: 0 })
    await api.advance(NOW)
    const before = { ...api.stats() }
    const bytes = await drained()
    expect(codeOf(() => api.absorb(bytes))).toBe('TIDEMARK_EXPIRED')
    expect(api.stats()).toEqual(before)
  })

  test('truncated bytes, flipped bits, and other bytes', async () => {
    const bytes = await drained({}, points.slice(0, 5))
    const api = await open()
    for (let length = 0; length < bytes.length; length++)
      expect(codeOf(() => api.absorb(bytes.slice(0, length)))).toBe('TIDEMARK_DECODE')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice()
      damaged[bit >> 3] ^= 1 << (bit & 7)
      expect(codeOf(() => api.absorb(damaged))).toBe('TIDEMARK_DECODE')
    }
    expect(codeOf(() => api.absorb('bytes' as never))).toBe('TIDEMARK_INVALID_OPTION')
    expect(api.stats()).toMatchObject({ pending: 0, absorbed: 0, series: 0 })
  })

  test('a series without a name, forged under a valid checksum', async () => {
    const bytes = await drained({}, points.slice(1, 2))
    const view = new DataView(bytes.buffer)
    // The texts are the kind of bytes, then the metric: its length is the third number.
    const at = 8 + 2 * 'tidemark drained'.length + 16
    expect(view.getFloat64(at, true)).toBe('latency'.length)
    view.setFloat64(at, 0, true)
    view.setUint32(bytes.length - 4, crc32c(view, 0, bytes.length - 4), true)
    const api = await open()
    expect(codeOf(() => api.absorb(bytes))).toBe('TIDEMARK_DECODE')
  })

  test('anything once the rollup is closed', async () => {
    const api = await open()
    const bytes = api.drain()
    await api.close()
    expect(codeOf(() => api.drain())).toBe('TIDEMARK_CLOSED')
    expect(codeOf(() => api.absorb(bytes))).toBe('TIDEMARK_CLOSED')
  })
})
