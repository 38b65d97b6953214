import { describe, expect, test } from 'vitest'
import { type Aggregate, aggregate, slots } from '../../src/aggregate'
import { fixed, resample, rollup, windowed } from '../../src/index'
import { schemaOf } from '../../src/state/schema'
import { codeOf } from '../support/codes'

const right: Aggregate = {
  name: 'right',
  state: { n: 0, bins: slots(2) },
  add: (s, i) => void s.n[i]++,
  merge(s, i, o, j) {
    s.n[i] += o.n[j]
  },
  read: (s, i) => s.n[i],
  fold(s, i, _values, _times, from, to) {
    s.n[i] += to - from
  },
}

/** An aggregate of which one verb reaches for a field that its state does not name. */
const lacking = {
  add: (s: any, i: number) => void s.total[i]++,
  merge(s: any, i: number, o: any, j: number) {
    s.total[i] += o.total[j]
  },
  read: (s: any, i: number) => s.total[i],
  fold: (s: any, i: number) => void s.total[i]++,
}
const verbs = Object.keys(lacking) as (keyof typeof lacking)[]
const points = { times: [0], values: [1] }

describe('an aggregate is tried out when it is first used', () => {
  describe.each(verbs)('one whose %s needs a field that state does not name is TIDEMARK_INVALID_OPTION', verb => {
    const written = { ...right, [verb]: lacking[verb] }

    test.each([
      ['made by aggregate()', aggregate(written)],
      ['written by hand', written],
    ])('%s, for every door', async (_, wrong) => {
      const aggregates = { n: right, wrong }
      expect(codeOf(() => resample(points, { every: '1m', aggregates }))).toBe('TIDEMARK_INVALID_OPTION')
      expect(codeOf(() => windowed({ window: '1m', aggregates, time: () => 0 }))).toBe('TIDEMARK_INVALID_OPTION')
      await expect(rollup({ aggregates })).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
    })

    test('is TIDEMARK_INVALID_OPTION that names the aggregate, the verb and its fields, with the cause', () => {
      const named = new RegExp(`^aggregates\\.wrong: ${verb} threw: .*its state has n, bins$`)
      expect(() => schemaOf({ wrong: written })).toThrow(named)
      expect(() => schemaOf({ wrong: written })).toThrow(
        expect.objectContaining({ cause: expect.any(TypeError) as unknown }),
      )
    })
  })

  test('once: later uses call nothing', () => {
    let calls = 0
    const counted = aggregate({ ...right, read: () => ++calls })
    schemaOf({ counted })
    const after = calls
    schemaOf({ again: counted, right })
    expect([after, calls]).toEqual([1, 1])
  })

  test('in columns of its own: its first state is empty all the same', () => {
    const own = aggregate({ ...right, state: { n: 5 } })
    expect([...resample(points, { every: '1m', aggregates: { own } }).columns.own]).toEqual([6])
  })

  test('as a method, with its own this', () => {
    const own: Aggregate & { step: number } = {
      ...right,
      step: 2,
      add(s, i) {
        s.n[i] += this.step
      },
    }
    expect(schemaOf({ own }).names).toEqual(['own'])
  })

  test('and may refuse the value 1: only a fault of its code is an error', () => {
    const status = aggregate({
      ...right,
      add(s, i, value) {
        if (value < 100) throw new RangeError(`no status: ${value}`)
        s.n[i]++
      },
      fold: undefined,
    })
    const table = resample({ times: [0, 1], values: [200, 404] }, { every: '1m', aggregates: { status } })
    expect([...table.columns.status]).toEqual([2])
    expect(() => resample(points, { every: '1m', aggregates: { status } })).toThrow('no status: 1')
  })
})

describe('a reading that throws is TIDEMARK_INVALID_OPTION and names the aggregate', () => {
  const said = /^aggregates\.picky: read threw: nothing to read/
  const pickyAt = (n: number) =>
    aggregate({
      ...right,
      read(s, i): number {
        if (s.n[i] === n) throw new Error('nothing to read')
        return s.n[i]
      },
    })
  const select = (r: { readonly picky: number }) => ({ n: r.picky })
  const open = (n: number) => rollup({ aggregates: { picky: pickyAt(n) }, clock: () => 0 })

  test.each([
    ['for a window that holds nothing', 0],
    ['for a window that holds points', 2],
  ])('%s', async (_, n) => {
    const aggregates = { picky: pickyAt(n) }
    const two = { times: [0, 1], values: [1, 1] }
    const table = () => resample(two, { every: '1m', aggregates })
    expect(codeOf(table)).toBe('TIDEMARK_INVALID_OPTION')
    expect(table).toThrow(said)
    expect(() => resample(two, { every: '1m', aggregates, select })).toThrow(said)
    const stream = () => {
      const running = windowed({ window: fixed('1m'), aggregates, time: (at: number) => at })
      running.pushMany(two.times)
      return running.finish()
    }
    expect(codeOf(stream)).toBe('TIDEMARK_INVALID_OPTION')
    expect(stream).toThrow(said)
    const kept = await open(n)
    kept.series('m').addColumns(two.times, two.values)
    const ask = { metric: 'm', from: 0, to: 60_000 }
    for (const asked of [ask, { ...ask, select }])
      await expect(kept.query(asked as typeof ask)).rejects.toThrow(
        expect.objectContaining({ code: 'TIDEMARK_INVALID_OPTION', message: expect.stringMatching(said) as unknown }),
      )
  })

  test('but is not read if select does not use it', () => {
    const aggregates = { n: right, picky: pickyAt(0) }
    const table = resample(
      { times: [0, 120_000], values: [1, 1] },
      { every: '1m', aggregates, select: r => ({ n: r.n }) },
    )
    expect([...table.columns.n]).toEqual([1, Number.NaN, 1])
  })
})

test('what an aggregate throws while points are added to a rollup is TIDEMARK_INVALID_OPTION, one by one or in columns', async () => {
  const picky = aggregate({
    ...right,
    fold: undefined,
    add(_s, _i, value) {
      if (value < 0) throw new Error('negative')
    },
  })
  const kept = await rollup({ aggregates: { picky }, clock: () => 0 })
  kept.add({ metric: 'm', value: -1, time: 0 })
  expect(codeOf(() => kept.stats())).toBe('TIDEMARK_INVALID_OPTION')
  expect(codeOf(() => kept.series('m').addColumns([0], [-1]))).toBe('TIDEMARK_INVALID_OPTION')
})
