import { agree, all, type StoreLaw, scenario } from './store-law'
import { TestWriter } from './test-writer'

/** What a store promises about series and names. @internal */
export const seriesLaws: readonly StoreLaw[] = [
  scenario('series come back as they were committed, by writer and then by id', async store => {
    agree(await all(store.series()), [], 'no series')
    const b = await TestWriter.open(store, 'b')
    const a = await TestWriter.open(store, 'a')
    await b.commit({ series: [b.series(10, 'x'), b.series(9, 'y', { route: '/', region: 'eu' })] })
    await a.commit({ series: [a.series(2, 'x', { z: '' }), a.series(0, 'y')] })
    await a.commit({ series: [a.series(1, 'x')] })
    const list = [a.series(0, 'y'), a.series(1, 'x'), a.series(2, 'x', { z: '' })]
    const listB = [b.series(9, 'y', { route: '/', region: 'eu' }), b.series(10, 'x')]
    agree(await all(store.series()), [...list, ...listB], 'all series')
  }),
  scenario('series are listed by writer, by metric or by both', async store => {
    const a = await TestWriter.open(store, 'a')
    const b = await TestWriter.open(store, 'b')
    for (const writer of [a, b]) await writer.commit({ series: [writer.series(0, 'x'), writer.series(1, 'y')] })
    agree(await all(store.series({ writer: 'b' })), [b.series(0, 'x'), b.series(1, 'y')], 'series of b')
    agree(await all(store.series({ metric: 'y' })), [a.series(1, 'y'), b.series(1, 'y')], 'series of y')
    agree(await all(store.series({ writer: 'a', metric: 'x' })), [a.series(0, 'x')], 'series of a and x')
    agree(await all(store.series({ writer: 'c' })), [], 'series of nobody')
  }),
  scenario('a series stays when its rows are dropped', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ series: [writer.series(0)], rows: [{ start: 0 }] })
    await writer.commit({ drops: [{ tier: 'm', from: 0, to: 1 }] })
    agree(await all(store.series()), [writer.series(0)], 'the series')
  }),
  scenario('nobody shares the tags of a series', async store => {
    const writer = await TestWriter.open(store)
    const tags: Record<string, string> = { a: '1' }
    await writer.commit({ series: [writer.series(0, 'x', tags)] })
    tags.a = '2'
    tags.b = '3'
    agree(await all(store.series()), [writer.series(0, 'x', { a: '1' })], 'the series')
  }),
  scenario('writers lists all that were ever leased, each with its last epoch, marks and definition', async store => {
    agree(await all(store.writers()), [], 'no writers')
    const writer = await TestWriter.open(store, 'a')
    await TestWriter.open(store, 'b')
    const other = await TestWriter.open(store, 'b')
    await writer.commit({ marks: { m: { sealed: 5, dropped: 1 } }, definition: { tiers: ['m'] } })
    await writer.commit({ marks: { m: { sealed: 9, dropped: 5, sealing: { to: 20, series: 3 } } } })
    const list = (await all(store.writers())).sort((a, b) => (a.writer < b.writer ? -1 : 1))
    const marks = { m: { sealed: 9, dropped: 5, sealing: { to: 20, series: 3 } } }
    agree(
      list,
      [
        { writer: 'a', epoch: writer.lease.epoch, marks, definition: { tiers: ['m'] } },
        { writer: 'b', epoch: other.lease.epoch, marks: {}, definition: null },
      ],
      'the writers',
    )
  }),
  scenario('any string is a writer, a tier, a metric or a tag: __proto__ and the empty one, too', async store => {
    for (const name of ['__proto__', 'constructor', '', "'; --", 'a b', '\ud83c\udf0a', 'x'.repeat(1_000)]) {
      const writer = await TestWriter.open(store, name)
      const tags = Object.fromEntries([[name, name]])
      const marks = Object.fromEntries([[name, { sealed: 1, dropped: 0 }]])
      const { rows } = await writer.commit({
        rows: [{ start: 0, tier: name }],
        series: [writer.series(0, name, tags)],
        marks,
      })
      agree(await writer.read({ tier: name }), rows, 'the row')
      agree(await all(store.series({ writer: name, metric: name })), [writer.series(0, name, tags)], 'the series')
      const lease = await store.lease(name)
      agree(lease.marks, marks, 'the marks')
      agree(
        (await all(store.writers())).filter(({ writer }) => writer === name),
        [{ writer: name, epoch: lease.epoch, marks, definition: null }],
        'the writer',
      )
    }
  }),
  scenario('metrics and tags hold any characters, even those that UTF-8 cannot hold', async store => {
    const writer = await TestWriter.open(store)
    const odd = ['a\u0000b', 'a\u0000', '\ud800', '\udfff', '"', '\\', '\n', '\ufeff', 'e\u0301', '\u00e9']
    const series = odd.map((name, id) => writer.series(id, name, Object.fromEntries([[name, name]])))
    await writer.commit({ series })
    agree(await all(store.series()), series, 'the series')
    for (const one of series) agree(await all(store.series({ metric: one.metric })), [one], 'the series of a metric')
  }),
]
