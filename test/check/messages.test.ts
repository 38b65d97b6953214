import { describe, expect, test } from 'vitest'
import { type ErrorCode, fixed, memoryStore, type Point, rollup, TidemarkError, tdigest } from '../../src'
import { withAlteredRows, withCommitFaults } from '../support/faulty-commits'
import { overriding } from '../support/forwarding-store'
import { DAY, HOUR, kept, MINUTE, open, tiers, totals } from '../tier/opened'

type Opened = Awaited<ReturnType<typeof open>>
const point = (time: number, value: unknown = 1) => ({ metric: 'm', time, value }) as Point
const NOW = 100 * DAY

const two = [
  { every: '1m', keep: '2h' },
  { every: '1h', keep: '1d' },
]

/** How each code is reached through a rollup, the value that its message shows, and its advice. */
const ways: Record<ErrorCode, { act: (opened: Opened) => unknown; shows: RegExp; advises: RegExp }> = {
  TIDEMARK_INVALID_DURATION: {
    act: ({ api }) => api.query({ metric: 'm', from: 0, to: NOW, every: '1 month' }),
    shows: /every "1 month"/,
    advises: /months have no fixed length. Use calendar\('month'\)/,
  },
  TIDEMARK_INVALID_INSTANT: {
    act: ({ api }) => api.add({ metric: 'm', value: 1, time: '2026-11-20 13:17' }),
    shows: /point: time "2026-11-20 13:17"/,
    advises: /names no zone. Write "2026-11-20 13:17Z", or an offset like \+02:00/,
  },
  TIDEMARK_INVALID_VALUE: {
    act: ({ api }) => api.addMany([point(NOW), point(NOW, '12.5')]),
    shows: /points\[1\]: .* got "12\.5"/,
    advises: /must be a finite number/,
  },
  TIDEMARK_INVALID_TAGS: {
    act: ({ api }) => api.add({ ...point(NOW), tags: { route: 7 as never } }),
    shows: /tag "route" .* got 7/,
    advises: /must be a string/,
  },
  TIDEMARK_INVALID_OPTION: {
    act: ({ api }) => api.query({ metric: 'm', from: 0, to: NOW, maxWindows: -5 }),
    shows: /maxWindows .* got -5/,
    advises: /must be a positive whole number/,
  },
  TIDEMARK_AHEAD: {
    act: ({ api }) => api.add(point(NOW * 1000)),
    shows: /time 8640000000000 \(2243-10-17T00:00Z\)/,
    advises: /maxAhead/,
  },
  TIDEMARK_EXPIRED: {
    act: ({ api }) => api.series('m').add(1, 50 * DAY),
    shows: /time 4320000000 \(1970-02-20T00:00Z\) is before 1970-04-10T00:00Z/,
    advises: /the oldest that a tier still keeps/,
  },
  TIDEMARK_BACKPRESSURE: {
    act: ({ api }) => api.addMany(Array.from({ length: 10 }, (_, p) => point(NOW - (p + 1) * MINUTE))),
    shows: /1 rows wait for their commit and maxPending is 10/,
    advises: /await flush\(\) before adding more, or raise maxPending/,
  },
  TIDEMARK_UNSERVABLE: {
    act: ({ api }) => api.query({ metric: 'm', from: NOW - HOUR, to: NOW, every: '90s' }),
    shows: /windows of 1m30s .* kept at 1970-04-10T23:00Z: 1m/,
    advises: /Ask for unions of whole windows of a tier where it is kept: 1m from/,
  },
  TIDEMARK_TOO_MANY_WINDOWS: {
    act: ({ api }) => api.query({ metric: 'm', from: 0, to: 1e14, every: fixed('1m') }),
    shows: /more than 1000000 windows of 1m/,
    advises: /ask for wider windows, a shorter range or maxWindows: n/,
  },
  TIDEMARK_MISMATCH: {
    act: ({ store }) => rollup({ aggregates: { n: tdigest() }, tiers: two, store, writer: 'other' }),
    shows: /rollup\/main keeps other aggregates: "n" is kept as count { n: 0 } and would be tdigest\(100\) {/,
    advises: /Give the changed aggregate another key, so that both can be kept/,
  },
  TIDEMARK_FENCED: {
    act: async ({ api, store }) => {
      await store.lease('rollup/main')
      await api.flush({ position: 1 })
    },
    shows: /^Another process opened writer "main" of rollup "rollup"\./,
    advises: /Give each process its own writer name, or close one of them\.$/,
  },
  TIDEMARK_CLOSED: {
    act: async ({ api }) => {
      await api.close()
      api.add(point(NOW))
    },
    shows: /the rollup is closed/,
    advises: /open another/,
  },
  TIDEMARK_DECODE: {
    act: async ({ store }) => {
      const damaged = withAlteredRows(store as ReturnType<typeof memoryStore>, row => ({
        ...row,
        bytes: row.bytes.map((byte, p) => (p === 5 ? byte ^ 1 : byte)),
      }))
      await totals((await open({ store: damaged, tiers: two, writer: 'other' })).api, 0, NOW)
    },
    shows: /byte \d+: the checksum is not that of the bytes before it/,
    advises: /checksum/,
  },
  TIDEMARK_STORE: {
    act: async ({ store }) => {
      const { store: broken } = withCommitFaults(store as ReturnType<typeof memoryStore>, () => 'refused')
      const { api } = await open({ store: broken, tiers: two, writer: 'other' })
      api.add(point(0))
      await api.flush()
    },
    shows: /commit 1 of writer "rollup\/other" .*: the disk is full/,
    advises: /the next flush or advance repeats it/,
  },
}

/** A rollup of which some points are committed, some sealed, and some pending. */
async function lived() {
  const opened = await open({
    maxAhead: '10m',
    maxPending: 10,
    tiers: two,
  })
  opened.clock.now = NOW
  opened.api.add(point(NOW - 5 * HOUR, 3))
  await opened.api.advance(NOW)
  opened.api.add(point(NOW - HOUR, 4))
  await opened.api.flush()
  opened.api.add(point(NOW, 5))
  return opened
}

async function errorOf(act: () => unknown): Promise<unknown> {
  try {
    await act()
  } catch (error) {
    return error
  }
  return undefined
}

describe.each(Object.entries(ways))('%s', (code, { act, shows, advises }) => {
  test('is thrown, and its message shows the value and advises what to do', async () => {
    const opened = await lived()
    const error = await errorOf(() => act(opened))
    expect(error).toBeInstanceOf(TidemarkError)
    expect(error).toMatchObject({ name: 'TidemarkError', code })
    expect((error as Error).message).toMatch(shows)
    expect((error as Error).message).toMatch(advises)
  })

  test('changes nothing but the counters', async () => {
    const opened = await lived()
    const look = async () => {
      const { offered, rejected, expired, ...stats } = opened.api.stats()
      return { stats, answer: await opened.api.query({ metric: 'm', from: NOW - DAY, to: NOW + MINUTE, every: '1h' }) }
    }
    const before = await look()
    await errorOf(() => act(opened))
    if (code === 'TIDEMARK_CLOSED' || code === 'TIDEMARK_FENCED')
      return expect(opened.api.stats().accepted).toBe(before.stats.accepted) // it answers no more questions
    const after = await look()
    // The other writer stays behind: its windows cannot be sealed.
    for (const { groups } of [before.answer, after.answer]) groups[0].status.fill(0)
    expect(after.stats).toEqual(before.stats)
    expect(after.answer.groups).toEqual(before.answer.groups)
    const { offered, accepted, rejected, expired } = opened.api.stats()
    expect(offered).toBe(accepted + expired + Object.values(rejected).reduce((sum, n) => sum + n, 0))
  })
})

describe('a damaged row', () => {
  const damage: [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
    ['of no bytes', () => new Uint8Array(), /byte 0: the row ends here/],
    ['that is cut off', bytes => bytes.slice(0, -1), /checksum/],
    ['of other bytes', bytes => bytes.map(() => 7), /byte 0: a row starts with \d+, not with 7/],
    [
      'of a newer version',
      bytes => bytes.map((byte, p) => (p === 1 ? 99 : byte)),
      /byte 1: version 99 is newer .* Update tidemark/,
    ],
  ]
  test.each(damage)(
    '%s: TIDEMARK_DECODE, for a query, a flush, a seal and onExpire alike',
    async (_, damaged, message) => {
      const inner = memoryStore()
      let lie = false
      const store = withAlteredRows(inner, row => (lie ? { ...row, bytes: damaged(row.bytes) } : row))
      const { api } = await open({ store, onExpire: () => {} })
      api.add(point(0))
      await api.flush()
      lie = true
      const error = { code: 'TIDEMARK_DECODE', message: expect.stringMatching(message) }
      await expect(totals(api, 0, HOUR)).rejects.toMatchObject(error)
      await expect(api.advance(2 * HOUR)).rejects.toMatchObject(error)
      api.add(point(0))
      await expect(api.flush()).rejects.toMatchObject(error)
      lie = false
      expect(await totals(api, 0, HOUR)).toEqual({ n: 2, sum: 2 })
      await api.advance(2 * HOUR)
      lie = true
      await expect(api.advance(10 * HOUR)).rejects.toMatchObject(error)
      lie = false
      expect(await totals(api, 0, HOUR)).toEqual({ n: 2, sum: 2 })
      expect(await api.advance(10 * HOUR)).toMatchObject({ dropped: 1, blocked: [] })
    },
  )
})

describe('a store that fails', () => {
  test('during a read causes TIDEMARK_STORE with its cause', async () => {
    const cause = new Error('no such file')
    const inner = memoryStore()
    const fail = () => {
      throw cause
    }
    const reading = await open({ store: overriding(inner, { read: fail }) })
    reading.api.add(point(0))
    for (const call of [
      () => totals(reading.api, 0, HOUR),
      () => reading.api.advance(2 * HOUR),
      () => reading.api.explainRetention(5 * HOUR),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'TIDEMARK_STORE',
        message: 'the store could not be read: no such file',
        cause,
      })
    await expect(open({ store: overriding(inner, { writers: fail }), writer: 'other' })).rejects.toMatchObject({
      code: 'TIDEMARK_STORE',
      message: 'the store could not be opened for rollup/other: no such file',
      cause,
    })
  })

  test('by throwing a value that is no Error: the message shows it', async () => {
    const store = overriding(memoryStore(), { commit: () => Promise.reject('teapot') })
    const { api } = await open({ store })
    api.add(point(0))
    await expect(api.flush()).rejects.toMatchObject({
      code: 'TIDEMARK_STORE',
      message: expect.stringMatching(/: teapot$/),
      cause: 'teapot',
    })
  })

  test('because it is closed causes TIDEMARK_CLOSED', async () => {
    const { api, store } = await open()
    api.add(point(0))
    await store.close()
    await expect(api.flush()).rejects.toMatchObject({ code: 'TIDEMARK_CLOSED' })
    await expect(totals(api, 0, HOUR)).rejects.toMatchObject({ code: 'TIDEMARK_CLOSED' })
    expect(api.stats().pending).toBe(1)
  })
})

describe('aggregates', () => {
  test('are the same in another order of the code', async () => {
    const { api, store } = await open()
    api.add(point(0, 5))
    await api.close()
    const aggregates = { latest: kept.latest, most: kept.most, n: kept.n, sum: kept.sum }
    const next = await rollup({ aggregates, tiers, store, clock: () => 0 })
    const { groups } = await next.query({ metric: 'm', from: 0, to: HOUR })
    expect(groups[0].columns).toEqual({
      latest: Float64Array.of(5),
      most: Float64Array.of(5),
      n: Float64Array.of(1),
      sum: Float64Array.of(5),
    })
  })
})
