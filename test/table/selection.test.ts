import { describe, expect, test } from 'vitest'
import { count, max, memoryStore, moments, resample, rollup, sum, tdigest } from '../../src'

const aggregates = { n: count(), sum: sum(), most: max(), moments: moments(), latency: tdigest() }

async function opened() {
  const api = await rollup({ aggregates, clock: () => 0, store: memoryStore() })
  for (let p = 1; p <= 4; p++) api.add({ metric: 'm', time: p, value: p })
  return api
}
const ask = { metric: 'm', from: 0, to: 60_000 }

describe('select', () => {
  test('defaults to every aggregate that reads as a number', async () => {
    const { groups } = await (await opened()).query(ask)
    expect(groups[0].columns).toEqual({ n: Float64Array.of(4), sum: Float64Array.of(10), most: Float64Array.of(4) })
  })

  test('reads aggregates and computes with them', async () => {
    const { groups } = await (await opened()).query({
      ...ask,
      select: r => ({
        mean: r.sum / r.n,
        spread: r.moments.populationVariance,
        p50: r.latency.quantile(0.5),
        rank: r.latency.rank(4),
      }),
    })
    expect(groups[0].columns).toEqual({
      mean: Float64Array.of(2.5),
      spread: Float64Array.of(1.25),
      p50: expect.any(Float64Array),
      rank: expect.any(Float64Array),
    })
  })

  test('may return null or undefined for no value', async () => {
    const { groups } = await (await opened()).query({
      ...ask,
      select: r => ({ a: r.n > 9 ? r.n : null, b: undefined, c: r.n }),
    })
    expect(groups[0].columns).toEqual({
      a: Float64Array.of(Number.NaN),
      b: Float64Array.of(Number.NaN),
      c: Float64Array.of(4),
    })
  })

  test('orders the columns as it names them, also __proto__ and constructor', async () => {
    const { groups } = await (await opened()).query({
      ...ask,
      select: r =>
        Object.fromEntries([
          ['z', r.n],
          ['__proto__', r.sum],
          ['constructor', r.most],
        ]),
    })
    expect(Object.entries(groups[0].columns).map(([name, column]) => [name, (column as Float64Array)[0]])).toEqual([
      ['z', 4],
      ['__proto__', 10],
      ['constructor', 4],
    ])
  })

  test.each<[string, (r: any) => unknown, RegExp]>([
    ['returns no object', r => r.n, /select must return an object of numbers like \{ n: r\.count \}, got 0/],
    ['is async', async r => ({ n: r.n }), /select must return an object of numbers, got a promise: leave out async/],
    ['is async and fails', async r => r.nothing.at(0), /got a promise: leave out async/],
    ['returns a list', r => [r.n], /select must return an object of numbers like \{ n: r\.count \}, got \[0\]/],
    ['returns an empty list', () => [], /select must return an object of numbers .* got \[\]/],
    ['names no column', () => ({}), /select must name at least one column, like \{ n: r\.count \}, got \{\}/],
    ['returns a Map', r => new Map([['n', r.n]]), /select must name at least one column/],
    [
      'names a column start',
      r => ({ start: r.n }),
      /a column must not be called "start", since rows\(\) has its own start, end/,
    ],
    ['names a column end', r => ({ n: r.n, end: r.n }), /a column must not be called "end"/],
    ['returns null', () => null, /select must return an object of numbers .* got null/],
    ['gives a text', r => ({ n: String(r.n) }), /select: column "n" must be a number, got "0"/],
    ['gives a reading that is no number', r => ({ latency: r.latency }), /select: column "latency" must be a number/],
    ['gives a bigint', r => ({ n: BigInt(r.n) }), /select: column "n" must be a number, got 0n/],
    [
      'asks for what is not kept',
      r => ({ p99: r.p99.quantile(0.99) }),
      /select threw: Cannot read properties of undefined \(reading 'quantile'\)/,
    ],
    ['throws where there is data', r => ({ n: r.n === 0 ? 0 : JSON.parse('') }), /select threw: /],
    [
      'names other columns where there is data',
      r => (r.n === 0 ? { n: 0 } : { n: r.n, p: 1 }),
      /select must name the same columns for every window, got "p" besides n/,
    ],
    [
      'gives a text where there is data',
      r => ({ n: r.n === 0 ? 0 : 'four' }),
      /select: column "n" must be a number, got "four"/,
    ],
  ])('that %s: TIDEMARK_INVALID_OPTION', async (_, select, message) => {
    const api = await opened()
    const error = { code: 'TIDEMARK_INVALID_OPTION', message: expect.stringMatching(message) }
    await expect(api.query({ ...ask, select: select as () => { n: number } })).rejects.toMatchObject(error)
    const points = { times: [1, 2, 3], values: [1, 2, 3] }
    expect(() => resample(points, { every: 10, aggregates, select: select as () => { n: number } })).toThrow(
      expect.objectContaining(error),
    )
  })

  test.each(['tags', 'status'])(
    'names no column %s in a query, where rows have their own; in a table it may',
    async name => {
      const select = (r: { n: number }) => ({ [name]: r.n })
      await expect((await opened()).query({ ...ask, select })).rejects.toMatchObject({
        code: 'TIDEMARK_INVALID_OPTION',
        message: expect.stringContaining('rows() has its own start, end, tags, status: give it another name by select'),
      })
      const table = resample({ times: [1], values: [1] }, { every: 10, aggregates, select })
      expect([...table.rows()]).toEqual([{ start: 0, end: 10, [name]: 1 }])
    },
  )

  test('is needed if an aggregate has a reserved name', async () => {
    const api = await rollup({ aggregates: { n: count(), end: max() }, clock: () => 0 })
    api.add({ metric: 'm', value: 7 })
    await expect(api.query(ask)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
    const { groups } = await api.query({ ...ask, select: r => ({ latest: r.end }) })
    expect([...groups[0].columns.latest]).toEqual([7])
  })

  test('is needed if no aggregate reads as a number', async () => {
    const digests = { latency: tdigest(), m: moments() }
    const error = {
      code: 'TIDEMARK_INVALID_OPTION',
      message:
        'none of the aggregates (latency, m) reads as a number: name columns by select, like r => ({ p99: r.latency.quantile(0.99) })',
    }
    await expect((await rollup({ aggregates: digests })).query(ask)).rejects.toMatchObject(error)
    expect(() => resample({ times: [1], values: [1] }, { every: 10, aggregates: digests })).toThrow(
      expect.objectContaining(error),
    )
  })

  test('that throws is the cause of the error; an error of the library stays as it is', async () => {
    const api = await opened()
    const cause = new RangeError('mine')
    const select = () => {
      throw cause
    }
    await expect(api.query({ ...ask, select })).rejects.toMatchObject({ cause })
    await expect(api.query({ ...ask, select: r => ({ p: r.latency.quantile(2) }) })).rejects.toMatchObject({
      code: expect.stringMatching(/^TIDEMARK_INVALID/),
    })
  })
})
