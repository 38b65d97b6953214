import { agree, all, type StoreLaw, scenario } from './store-law'
import { firstOf, keysOf, startsOf, TestWriter } from './test-writer'

/** What a store promises its readers: the rows of the query, in order. @internal */
export const readLaws: readonly StoreLaw[] = [
  scenario('a range holds the row that starts at its from, and not the one that starts at its to', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [-2, -1, 0, 1, 2].map(start => ({ start, end: start + 1 })) })
    agree(startsOf(await writer.read({ from: -1, to: 1 })), [-1, 0], 'starts in [-1, 1)')
    agree(startsOf(await writer.read({ from: -1, to: 1, descending: true })), [0, -1], 'starts in [-1, 1), descending')
    agree(startsOf(await writer.read({ from: 1, to: 1 })), [], 'starts in [1, 1)')
    agree(startsOf(await writer.read({ from: -0.5, to: 1.5 })), [0, 1], 'starts in [-0.5, 1.5)')
  }),
  scenario('a range without ends holds all rows', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [0, 60_000].map(start => ({ start })) })
    const ends = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
    agree(startsOf(await writer.read(ends)), [0, 60_000], 'starts')
  }),
  scenario('rows come by series and then by start, whatever the order of their commits', async store => {
    const writer = await TestWriter.open(store)
    const written = [
      [10, 5],
      [2, 100],
      [10, -7],
      [2, 20],
      [0, 1],
      [2, -3],
    ].map(([series, start]) => ({ series, start }))
    for (const row of written) await writer.commit({ rows: [row] })
    agree(
      keysOf(await writer.read()),
      [
        [0, 1],
        [2, -3],
        [2, 20],
        [2, 100],
        [10, -7],
        [10, 5],
      ],
      'series and starts',
    )
  }),
  scenario('starts before 1970 and far away sort as numbers', async store => {
    const writer = await TestWriter.open(store)
    const order = [-8.64e15, -60_000, -9, -1, 0, 5, 10, 60_000, 8.64e15 - 1]
    await writer.commit({ rows: [...order].reverse().map(start => ({ start, end: start + 1 })) })
    agree(startsOf(await writer.read()), order, 'starts')
  }),
  scenario('descending reverses the starts within each series, and limit counts per series', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [0, 1].flatMap(series => [1, 2, 3].map(start => ({ series, start }))) })
    agree(
      keysOf(await writer.read({ descending: true })),
      [
        [0, 3],
        [0, 2],
        [0, 1],
        [1, 3],
        [1, 2],
        [1, 1],
      ],
      'descending',
    )
    agree(
      keysOf(await writer.read({ descending: true, limit: 1 })),
      [
        [0, 3],
        [1, 3],
      ],
      'the last of each',
    )
    agree(
      keysOf(await writer.read({ limit: 2, to: 3 })),
      [
        [0, 1],
        [0, 2],
        [1, 1],
        [1, 2],
      ],
      'the first two of each',
    )
    agree(keysOf(await writer.read({ limit: 0 })), [], 'none of each')
  }),
  scenario('a query for series returns those, each once and ascending', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [0, 1, 2, 3].map(series => ({ series, start: 0 })) })
    agree(
      keysOf(await writer.read({ series: [3, 1, 7, 1] })),
      [
        [1, 0],
        [3, 0],
      ],
      'series and starts',
    )
    agree(keysOf(await writer.read({ series: [] })), [], 'no series')
  }),
  scenario('a query by keys returns exactly those rows, in the order of the keys', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [0, 1].flatMap(series => [1, 2, 3].map(start => ({ series, start }))) })
    const asked = [
      [1, 3],
      [0, 2],
      [5, 1],
      [1, 1],
      [0, 9],
      [1, -3],
    ].map(([series, start]) => ({ series, start }))
    agree(
      keysOf(await writer.read({ keys: asked })),
      [
        [1, 3],
        [0, 2],
        [1, 1],
      ],
      'series and starts',
    )
  }),
  scenario('an unknown writer, tier or key has no rows', async store => {
    agree(await all(store.read({ writer: 'nobody', tier: 'm', from: 0, to: 1 })), [], 'rows of nobody')
    const writer = await TestWriter.open(store)
    agree(await writer.read({ tier: 'none' }), [], 'rows of no tier')
    agree(await writer.read({ keys: [{ series: 0, start: 0 }] }), [], 'rows of keys')
  }),
  scenario('a commit during a read neither ends it nor hides a row that stays', async store => {
    const writer = await TestWriter.open(store)
    const minutes = [0, 1].flatMap(series => Array.from({ length: 50 }, (_, k) => ({ series, start: k * 10 })))
    await writer.commit({ rows: minutes })
    const seen: number[][] = []
    for await (const { series, start } of store.read(writer.query({}))) {
      seen.push([series, start])
      if (seen.length === 20) await writer.commit({ drops: [{ tier: 'm', from: 0, to: 100 }] })
      if (seen.length === 30)
        await writer.commit({ rows: [{ start: -5 }, { start: 5, series: 1 }, { series: 2, start: 0 }] })
    }
    const stay = minutes.filter(({ start }) => start >= 100).map(({ series, start }) => [series, start])
    const got = seen.filter(([series, start]) => series < 2 && start >= 100 && start % 10 === 0)
    agree(got, stay, 'the rows that stay')
  }),
  scenario('a read may be left early, and its result iterated again', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 1 }, { start: 2 }] })
    agree(await firstOf(store.read(writer.query({}))), 1, 'the first start')
    const items = store.read(writer.query({}))
    agree(await firstOf(items), 1, 'the first start of an iterable')
    agree(startsOf(await all(items)), [1, 2], 'the starts of the same iterable')
  }),
]
