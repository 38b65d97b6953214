import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { count, fixed, session, sliding, windowed } from '../../src/index'
import type { Pane } from '../../src/stream/pane'
import { topPanes } from '../../src/stream/top-panes'

type Counted = Pane<{ n: number }>

const pane = (key: string, n: number, rest: Partial<Counted> = {}): Counted => ({
  key,
  start: 0,
  end: 10,
  value: { n },
  timing: 'onTime',
  kind: 'result',
  index: 0,
  firstTime: 0,
  lastTime: 0,
  ...rest,
})
const said = (panes: readonly Counted[]) => panes.map(({ key, end, value }) => `${key} ${value.n} in ..${end}`)
const codeOf = (run: () => unknown) => {
  try {
    return run()
  } catch (error) {
    return (error as { code: string }).code
  }
}
const messageOf = (run: () => unknown) => {
  try {
    return run()
  } catch (error) {
    return (error as Error).message
  }
}

describe('topPanes', () => {
  test('returns the n highest panes of each window, in order of the end of the window, then of its start', () => {
    const panes = [
      pane('a', 1, { start: 10, end: 20 }),
      pane('b', 2, { start: 10, end: 20 }),
      pane('c', 3, { start: 5, end: 20 }),
      pane('a', 1),
      pane('b', 5),
      pane('c', 3),
    ]
    expect(said(topPanes(panes, { n: 2, by: 'n' }))).toEqual([
      'b 5 in ..10',
      'c 3 in ..10',
      'c 3 in ..20',
      'b 2 in ..20',
      'a 1 in ..20',
    ])
  })

  test('breaks ties by key, in the order of code units, and treats 0 and -0 as equal', () => {
    const panes = [pane('b', 0), pane('é', -0), pane('Z', 0), pane('a', -0), pane('', 0)]
    expect(topPanes(panes, { n: 5, by: 'n' }).map(({ key }) => key)).toEqual(['', 'Z', 'a', 'b', 'é'])
  })

  test('ranks NaN after -Infinity', () => {
    const panes = [pane('a', Number.NaN), pane('b', Number.NEGATIVE_INFINITY), pane('c', Number.NaN), pane('d', 0)]
    expect(topPanes(panes, { n: 9, by: 'n' }).map(({ key }) => key)).toEqual(['d', 'b', 'a', 'c'])
  })

  test('takes the pane of the highest index of a key and a window, whichever comes first', () => {
    const early = pane('a', 9)
    const later = pane('a', 1, { index: 1, timing: 'late' })
    for (const panes of [
      [early, later],
      [later, early],
    ])
      expect(topPanes(panes, { n: 1, by: 'n' })).toEqual([later])
  })

  test('forgets a retracted result until a further result replaces it', () => {
    const result = pane('a', 9)
    const retraction = pane('a', 9, { kind: 'retraction', index: 1 })
    const corrected = pane('a', 2, { index: 2 })
    const other = pane('b', 3)
    expect(topPanes([result, retraction, other], { n: 5, by: 'n' })).toEqual([other])
    expect(topPanes([retraction, result], { n: 5, by: 'n' })).toEqual([])
    expect(topPanes([result, retraction, other, corrected], { n: 5, by: 'n' })).toEqual([other, corrected])
  })

  test('takes a function if the value is a number, and any iterable', () => {
    const plain = (key: string, value: number): Pane<number> => ({ ...pane(key, 0), value })
    const panes = new Set([plain('a', 1), plain('b', 2)])
    expect(topPanes(panes, { n: 1, by: ({ value }) => value })).toEqual([plain('b', 2)])
    expect(topPanes([], { n: 1, by: 'n' as never })).toEqual([])
  })

  test('returns the panes themselves, and leaves its argument unchanged', () => {
    const panes = Object.freeze([pane('a', 1), pane('b', 2)].map(one => Object.freeze(one)))
    const top = topPanes(panes, { n: 2, by: 'n' })
    expect(top[0]).toBe(panes[1])
    expectTypeOf(top).toEqualTypeOf<Counted[]>()
  })

  test('ranks first panes of mode delta, which are whole', () => {
    const state = new Uint8Array(1)
    expect(topPanes([pane('a', 1, { state })], { n: 1, by: 'n' })).toHaveLength(1)
    const further = [pane('a', 1, { state }), pane('a', 1, { state, index: 1 })]
    expect(codeOf(() => topPanes(further, { n: 1, by: 'n' }))).toBe('TIDEMARK_INVALID_VALUE')
  })
})

describe('topPanes refuses', () => {
  const panes = [pane('a', 1)]

  test.each([[0], [-1], [1.5], [Number.NaN], ['3'], [undefined]])('n = %j', n => {
    expect(codeOf(() => topPanes(panes, { n: n as number, by: 'n' }))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([
    ['nothing', undefined],
    ['a number', 1],
    ['a column that is not there', 'plays'],
    ['what every object has', 'toString'],
    ['a function that gives a string', () => '1'],
    ['a function that gives nothing', () => undefined],
  ])('%s for by', (_, by) => {
    expect(codeOf(() => topPanes(panes, { n: 1, by: by as never }))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test('a column if the value is a number or undefined', () => {
    for (const value of [1, null, undefined])
      expect(codeOf(() => topPanes([{ ...pane('a', 1), value }], { n: 1, by: 'n' as never }))).toBe(
        'TIDEMARK_INVALID_OPTION',
      )
  })

  test('an unknown option', () => {
    expect(codeOf(() => topPanes(panes, { n: 1, by: 'n', ties: 'key' } as never))).toBe('TIDEMARK_INVALID_OPTION')
    expect(codeOf(() => topPanes(panes, undefined as never))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([
    ['nothing', undefined],
    ['one pane', pane('a', 1)],
    ['what run gives', (async function* () {})()],
    ['numbers', [1]],
    ['null', [null]],
    ['rows of a table', [{ start: 0, end: 1, n: 1 }]],
  ])('%s for panes', (_, given) => {
    expect(codeOf(() => topPanes(given as never, { n: 1, by: 'n' as never }))).toBe('TIDEMARK_INVALID_VALUE')
  })

  test('with messages that show the value and advise what to do', () => {
    expect(messageOf(() => topPanes(panes, { n: 1, by: 'plays' as never }))).toBe(
      'by must lead to a number: "plays" leads to undefined for key "a", whose value is {"n":1}',
    )
    expect(messageOf(() => topPanes(panes, { n: 1, top: 5 } as never))).toBe(
      'topPanes has no option "top"; it has n, by',
    )
    expect(messageOf(() => topPanes((async function* () {})() as never, { n: 1, by: 'n' as never }))).toBe(
      'topPanes takes an iterable of panes, as push returns them, got an instance of AsyncGenerator. Collect the panes of run into an array first',
    )
  })

  test('what does not compile', () => {
    const unrun = (..._: (() => unknown)[]) => expect(_.length).toBeGreaterThan(0)
    const named: Pane<{ n: number; name: string }>[] = []
    unrun(
      // @ts-expect-error no such column
      () => topPanes(named, { n: 1, by: 'plays' }),
      // @ts-expect-error a name is no number
      () => topPanes(named, { n: 1, by: 'name' }),
      // @ts-expect-error a number has no columns
      () => topPanes([] as Pane<number>[], { n: 1, by: 'toFixed' }),
      // @ts-expect-error what a pane holds is not known
      () => topPanes([] as Pane[], { n: 1, by: 'n' }),
      () => topPanes(named, { n: 1, by: 'n' }),
      () => topPanes([] as Pane<any>[], { n: 1, by: 'n' }),
      () => topPanes([] as Pane<number>[], { n: 1, by: ({ value }) => value }),
    )
  })
})

const seed = 1_004
const numRuns = 500

/** The panes of one window of a key, in order; a retraction may be followed by a further result. */
const windowPanes = fc.record({
  key: fc.constantFrom('', 'a', 'b', 'ab', 'Z', 'é', '__proto__'),
  start: fc.integer({ min: -3, max: 3 }).map(k => k * 5),
  size: fc.constantFrom(5, 10),
  ranks: fc.array(fc.constantFrom(Number.NaN, -0, 0, 1, 2, 3, Number.POSITIVE_INFINITY), {
    minLength: 1,
    maxLength: 4,
  }),
  kinds: fc.array(fc.constantFrom('result' as const, 'retraction' as const), { minLength: 4, maxLength: 4 }),
})
const windowPanesList = fc.uniqueArray(windowPanes, {
  selector: ({ key, start, size }) => `${key} ${start} ${size}`,
  maxLength: 20,
})
const shuffled = windowPanesList.chain(all => {
  const panes = all.flatMap(({ key, start, size, ranks, kinds }) =>
    ranks.map((n, index) => pane(key, n, { start, end: start + size, index, kind: index ? kinds[index] : 'result' })),
  )
  return fc.shuffledSubarray(panes, { minLength: panes.length })
})

/** The best of all that hold, found one by one: no index, no sorting. */
function byHand(panes: readonly Counted[], n: number): Counted[] {
  const same = (a: Counted, b: Counted) => a.key === b.key && a.start === b.start && a.end === b.end
  const hold = panes.filter(
    one => one.kind === 'result' && !panes.some(other => same(one, other) && other.index > one.index),
  )
  const rank = ({ value }: Counted) => (Number.isNaN(value.n) ? -1e9 : value.n)
  const before = (a: Counted, b: Counted) =>
    a.end !== b.end
      ? a.end < b.end
      : a.start !== b.start
        ? a.start < b.start
        : rank(a) !== rank(b)
          ? rank(a) > rank(b)
          : a.key < b.key
  const chosen = hold.filter(
    one => hold.filter(o => o.start === one.start && o.end === one.end && before(o, one)).length < n,
  )
  return chosen
    .map(one => ({ one, place: chosen.filter(o => before(o, one)).length }))
    .reduce((out, { one, place }) => Object.assign(out, { [place]: one }), [] as Counted[])
}

const law = (top: typeof topPanes) =>
  fc.assert(
    fc.property(shuffled, fc.integer({ min: 1, max: 4 }), (panes, n) => {
      expect(top(panes, { n, by: 'n' })).toEqual(byHand(panes, n))
    }),
    { seed, numRuns },
  )

describe(`the highest panes found one by one (seed ${seed}, ${numRuns} runs)`, () => {
  test('are those that topPanes returns, for any order of panes', () => law(topPanes))

  const broken: Record<string, typeof topPanes> = {
    'forgets retractions': (panes, options) =>
      topPanes(
        [...panes].filter(({ kind }) => kind === 'result'),
        options,
      ),
    'takes the last to come': (panes, options) =>
      topPanes(
        [...panes].map((one, index) => ({ ...one, index })),
        options,
      ),
    'gives one too many': (panes, { n, by }) => topPanes(panes, { n: n + 1, by }),
    'ranks the lowest first': (panes, { n }) => topPanes(panes, { n, by: ({ value }) => -(value as any).n }),
    'ranks NaN first': (panes, { n }) => topPanes(panes, { n, by: ({ value }) => (value as any).n || 1e9 }),
    'mixes windows of one end': (panes, options) =>
      topPanes(
        [...panes].map(one => ({ ...one, start: one.end - 5 })),
        options,
      ),
  }
  test.each(Object.keys(broken))('differ from those of a broken topPanes that %s', name => {
    expect(() => law(broken[name])).toThrow()
  })
})

const event = fc.record({ at: fc.integer({ min: -30, max: 60 }), song: fc.constantFrom('a', 'b', 'c', 'd') })

describe(`the panes of a stream are ranked by their final results (seed ${seed})`, () => {
  test.each([
    ['fixed windows', fixed(10), 'accumulating'],
    ['fixed windows', fixed(10), 'retracting'],
    ['sliding windows', sliding({ size: 10, every: 4 }), 'accumulating'],
    ['sliding windows', sliding({ size: 10, every: 4 }), 'retracting'],
    ['sessions', session({ gap: 3 }), 'retracting'],
  ] as const)('%s (%#), whose panes come early, late and again', (_, window, mode) => {
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom('close', 'update'), (events, emit) => {
        const rules = { window, aggregates: { plays: count() }, key: (e: Play) => e.song, time: (e: Play) => e.at }
        const live = windowed({ ...rules, mode, emit, lateness: 1_000 })
        const known = windowed({ ...rules, outOfOrder: 1_000 })
        const ask = { n: 2, by: 'plays' } as const
        const ranked = topPanes([...live.pushMany(events), ...live.finish()], ask)
        const truth = topPanes([...known.pushMany(events), ...known.finish()], ask)
        expect(ranked.map(inShort)).toEqual(truth.map(inShort))
      }),
      { seed, numRuns: 100 },
    )
  })

  test('a window that closes in one step is ranked from the panes of that step', () => {
    const plays = windowed({ window: '10s', aggregates: { plays: count() }, key: (e: Play) => e.song, time: e => e.at })
    plays.pushMany(['b', 'c', 'a', 'c', 'b', 'd'].map((song, at) => ({ at, song })))
    const closed = plays.push({ at: 10_000, song: 'd' })
    expect(topPanes(closed, { n: 3, by: 'plays' }).map(inShort)).toEqual(['0 10000 b 2', '0 10000 c 2', '0 10000 a 1'])
  })
})

interface Play {
  readonly at: number
  readonly song: string
}
const inShort = ({ start, end, key, value }: Pane<{ plays: number }>) => `${start} ${end} ${key} ${value.plays}`
