import { describe, expect, test } from 'vitest'
import type { LoadSource } from '../../src'
import { memoryStore } from '../../src/store/memory/memory'
import { withCommitFaults } from '../support/faulty-commits'
import { HOUR, MINUTE, open, rowsOf, totals } from '../tier/opened'

function* points(n: number) {
  for (let p = 0; p < n; p++) yield { metric: 'm', time: p * 1000, value: 1 }
}

describe('load', () => {
  test('takes an iterable of points, and commits them', async () => {
    const { api, store } = await open()
    expect(await api.load(points(120))).toEqual({ points: 120 })
    expect(await rowsOf(store, '1m')).toMatchObject([{ n: 60 }, { n: 60 }])
    expect(api.stats()).toMatchObject({ accepted: 120, pending: 0 })
  })

  test('takes an async iterable of points and columns, mixed', async () => {
    const { api } = await open()
    async function* source() {
      yield { metric: 'm', time: 0, value: 1 }
      yield { metric: 'm', tags: { host: 'a' }, times: Float64Array.of(0, 1), values: Float64Array.of(2, 4) }
      yield { metric: 'm', times: [MINUTE, 0], values: [8, 16] }
    }
    expect(await api.load(source())).toEqual({ points: 5 })
    expect(await totals(api, 0, HOUR)).toEqual({ n: 5, sum: 31 })
    expect(api.stats().series).toBe(2)
  })

  test('holds at most maxPending rows, however large the source', async () => {
    let most = 0
    const { store } = withCommitFaults(memoryStore(), ({ rows }) => {
      most = Math.max(most, rows.length)
      return undefined
    })
    const { api } = await open({ store, maxPending: 100 })
    const times = Float64Array.from({ length: 5000 }, (_, p) => p * MINUTE)
    await api.load([
      ...Array.from(times, time => ({ metric: 'p', time, value: 1 })),
      { metric: 'm', times, values: times },
    ])
    expect(most).toBeLessThanOrEqual(100)
    expect((await totals(api, 0, 5000 * MINUTE)).n).toBe(5000)
    expect((await totals(api, 0, 5000 * MINUTE, 'p')).n).toBe(5000)
  })

  test('reports how many points were offered so far, and at the end', async () => {
    const seen: number[] = []
    const { api } = await open({ maxPending: 1000 })
    await api.load(points(2500), { onProgress: ({ points }) => seen.push(points) })
    expect(seen).toEqual([1000, 2000, 2500])
  })

  test('yields to the event loop', async () => {
    const { api } = await open({ maxPending: 100 })
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    await api.load(points(200_000))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(2)
  })

  test('ends with the reason of its signal, and keeps the points added so far', async () => {
    const { api } = await open({ maxPending: 100 })
    const reason = new Error('enough')
    await expect(api.load(points(10), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(api.stats().offered).toBe(0)
    const controller = new AbortController()
    const loading = api.load(points(1000), {
      signal: controller.signal,
      onProgress: ({ points }) => points >= 300 && controller.abort(reason),
    })
    await expect(loading).rejects.toBe(reason)
    expect((await totals(api, 0, HOUR)).n).toBe(300)
  })

  test('ends with that reason while the source waits, and closes the source', async () => {
    const { api } = await open()
    const controller = new AbortController()
    const reason = new Error('enough')
    let closed = false
    const source = {
      [Symbol.asyncIterator]: () => ({
        sent: false,
        next() {
          if (this.sent) return new Promise<never>(() => {})
          this.sent = true
          setImmediate(() => controller.abort(reason))
          return Promise.resolve({ done: false, value: { metric: 'm', time: 0, value: 1 } })
        },
        return() {
          closed = true
          return Promise.resolve({ done: true, value: undefined } as never)
        },
      }),
    }
    await expect(api.load(source, { signal: controller.signal })).rejects.toBe(reason)
    expect(closed).toBe(true)
    expect(api.stats().accepted).toBe(1)
  })

  test('takes all of an async source if its signal never aborts, and throws the error of the source', async () => {
    const { api } = await open()
    const { signal } = new AbortController()
    const reason = new Error('no more')
    async function* source(broken: boolean) {
      yield* points(100)
      if (broken) throw reason
    }
    expect(await api.load(source(false), { signal })).toEqual({ points: 100 })
    await expect(api.load(source(true), { signal })).rejects.toBe(reason)
    expect(api.stats().accepted).toBe(200)
  })

  test('closes a source that it leaves early', async () => {
    let closed = false
    const { api } = await open()
    async function* source() {
      try {
        yield { metric: 'm', time: 0, value: Number.NaN }
      } finally {
        closed = true
      }
    }
    await expect(api.load(source())).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_VALUE' })
    expect(closed).toBe(true)
  })

  test('names a faulty point by its place in the source', async () => {
    const { api } = await open()
    const source = [...points(3), { metric: 'm', time: 0, value: Number.NaN }]
    await expect(api.load(source)).rejects.toThrow('point 3 of the source: the value must be a finite number, got NaN')
    expect(api.stats()).toMatchObject({ accepted: 3, offered: 4 })
  })

  test('names the index within columns, however many batches they are taken in', async () => {
    const { api } = await open({ maxPending: 100 })
    const times = Array.from({ length: 1000 }, (_, p) => (p === 777 ? Number.NaN : p))
    await expect(api.load([{ metric: 'm', times, values: times.map(() => 1) }])).rejects.toThrow('index 777: time NaN')
    expect(api.stats().accepted).toBe(700)
  })

  test('throws the error of the source', async () => {
    const { api } = await open()
    const reason = new Error('no more')
    const source = (function* () {
      yield { metric: 'm', time: 0, value: 1 }
      throw reason
    })()
    await expect(api.load(source)).rejects.toBe(reason)
    expect(api.stats().accepted).toBe(1)
  })

  test.each<[string, unknown]>([
    ['columns of two lengths', [{ metric: 'm', times: [1, 2], values: [1] }]],
    ['columns without values', [{ metric: 'm', times: [1, 2] }]],
    ['columns that are empty objects', [{ metric: 'm', times: {}, values: {} }]],
    [
      'columns of a length that no list has',
      [{ metric: 'm', times: { length: 2 ** 40 }, values: { length: 2 ** 40 } }],
    ],
    ['columns that are undefined', [{ metric: 'm', times: undefined, values: undefined }]],
    ['columns that are null', [{ metric: 'm', times: null, values: null }]],
    ['a list of numbers', [1, 2]],
    ['a list that holds null', [null]],
    ['no source', undefined],
    ['a number', 5],
    ['a text', 'points'],
    ['an object', {}],
  ])('%s: TIDEMARK_INVALID_VALUE', async (_, source) => {
    const { api } = await open()
    await expect(api.load(source as LoadSource)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_VALUE' })
    expect(api.stats().accepted).toBe(0)
  })

  test('skips faulty points if invalid is skip', async () => {
    const { api } = await open({ invalid: 'skip' })
    const source = [
      { metric: 'm', time: 0, value: Number.NaN },
      { metric: 'm', times: [0, 0.5, 1], values: [1, 1, 1] },
    ]
    expect(await api.load(source)).toEqual({ points: 4 })
    expect(api.stats()).toMatchObject({ offered: 4, accepted: 2 })
  })

  test.each<[string, object]>([
    ['a tag that is a number', { metric: 'm', tags: { host: 5 } }],
    ['no metric', { metric: '' }],
    ['tags that are a Map', { metric: 'm', tags: new Map() }],
  ])('columns with %s are as many rejected points, skipped or thrown as one point is', async (_, name) => {
    const faulty = { ...name, times: [0, 1, 2], values: [1, 1, 1] }
    const source = [faulty, { metric: 'm', time: 0, value: 1 }] as unknown as LoadSource
    const skipping = await open({ invalid: 'skip' })
    expect(await skipping.api.load(source)).toEqual({ points: 4 })
    expect(skipping.api.stats()).toMatchObject({ offered: 4, accepted: 1, rejected: { TIDEMARK_INVALID_TAGS: 3 } })
    const { api } = await open()
    await expect(api.load(source)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_TAGS' })
    expect(api.stats()).toMatchObject({ offered: 3, accepted: 0, rejected: { TIDEMARK_INVALID_TAGS: 3 } })
  })

  test.each<[string, unknown, RegExp]>([
    ['null', null, /load must be an object of options, got null/],
    ['a misspelt name', { onprogress: () => {} }, /load has no option "onprogress"; it has signal, onProgress/],
    ['a signal that is a number', { signal: 5 }, /signal must be an AbortSignal.* got 5/],
    ['a signal that is null', { signal: null }, /signal must be an AbortSignal.* got null/],
    ['an onProgress that is a number', { onProgress: 5 }, /onProgress must be a function, got 5/],
  ])('with %s for options is refused before anything happens: TIDEMARK_INVALID_OPTION', async (_, options, message) => {
    const { api } = await open()
    let taken = 0
    const source = (function* () {
      taken++
      yield { metric: 'm', time: 0, value: 1 }
    })()
    const refused = { code: 'TIDEMARK_INVALID_OPTION', message: expect.stringMatching(message) }
    await expect(api.load(source, options as never)).rejects.toMatchObject(refused)
    expect([taken, api.stats().offered]).toEqual([0, 0])
  })
})
