import { agree, type StoreLaw, scenario } from './store-law'
import { keysOf, stamp, startsOf, TestWriter } from './test-writer'

/** What a store owes the rows: to keep, replace and drop exactly those it is told to, as its own copies. @internal */
export const rowLaws: readonly StoreLaw[] = [
  scenario('a row comes back as it was committed, with the sequence of its commit', async store => {
    const pen = await TestWriter.take(store)
    await pen.commit({ rows: [{ start: 0 }] })
    const { rows } = await pen.commit({ rows: [{ start: 60_000, end: 90_000, series: 3, bytes: stamp(42) }] })
    agree(await pen.read({ series: [3] }), rows, 'the row')
  }),
  scenario('a row is replaced by a later commit of its window, whole, and no other row is', async store => {
    const pen = await TestWriter.take(store)
    await pen.commit({ rows: [0, 1, 2].map(k => ({ start: k * 60_000 })) })
    for (const size of [1, 5_000, 0, 300]) {
      const bytes = new Uint8Array(size).fill(size)
      await pen.commit({ rows: [{ start: 60_000, end: 90_000 + size, bytes }] })
      const [before, row, after] = await pen.read()
      agree([row.end, row.sequence, row.bytes], [90_000 + size, pen.sequence, bytes], 'the row')
      agree(
        [before.sequence, before.bytes, after.sequence, after.bytes],
        [1, stamp(0), 1, stamp(120_000)],
        'the others',
      )
    }
  }),
  scenario('of two rows of one window in one change the last stands', async store => {
    const pen = await TestWriter.take(store)
    await pen.commit({ rows: [1, 2].map(k => ({ start: 0, bytes: stamp(k) })) })
    agree(
      (await pen.read()).map(({ bytes }) => bytes),
      [stamp(2)],
      'the bytes',
    )
  }),
  scenario('rows of one window are apart by writer, tier and series', async store => {
    const a = await TestWriter.take(store, 'a')
    const b = await TestWriter.take(store, 'b')
    await a.commit({ rows: [{ start: 0, bytes: stamp(1) }] })
    await b.commit({ rows: [{ start: 0, bytes: stamp(2) }] })
    await b.commit({
      rows: [
        { start: 0, tier: 'h', bytes: stamp(3) },
        { start: 0, series: 1, bytes: stamp(4) },
      ],
    })
    agree(
      (await a.read()).map(({ writer, bytes }) => [writer, bytes]),
      [['a', stamp(1)]],
      'rows of a',
    )
    agree(
      (await b.read({ tier: 'h' })).map(({ tier, bytes }) => [tier, bytes]),
      [['h', stamp(3)]],
      'rows of b in h',
    )
    agree(
      (await b.read()).map(({ series, bytes }) => [series, bytes]),
      [
        [0, stamp(2)],
        [1, stamp(4)],
      ],
      'rows of b in m',
    )
  }),
  scenario(
    'a drop takes the rows with start in [from, to) of every series of its writer and tier, and no others',
    async store => {
      const a = await TestWriter.take(store, 'a')
      const b = await TestWriter.take(store, 'b')
      const rows = ['m', 'h'].flatMap(tier =>
        [0, 1].flatMap(series => [1, 2, 3, 4].map(start => ({ tier, series, start }))),
      )
      await a.commit({ rows })
      await b.commit({ rows })
      await a.commit({ drops: [{ tier: 'm', from: 2, to: 4 }] })
      agree(
        keysOf(await a.read()),
        [
          [0, 1],
          [0, 4],
          [1, 1],
          [1, 4],
        ],
        'rows of a in m',
      )
      agree((await a.read({ tier: 'h' })).length, 8, 'rows of a in h')
      agree((await b.read()).length, 8, 'rows of b in m')
      await a.commit({ drops: [{ tier: 'm', from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }] })
      agree(keysOf(await a.read()), [], 'rows of a in m, after a drop of all')
    },
  ),
  scenario('a change drops after it has written, and what was dropped can be written again', async store => {
    const pen = await TestWriter.take(store)
    await pen.commit({ rows: [{ start: 1 }, { start: 2 }], drops: [{ tier: 'm', from: 1, to: 2 }] })
    agree(startsOf(await pen.read()), [2], 'starts after the drop')
    await pen.commit({ rows: [{ start: 1, bytes: stamp(7) }] })
    agree(
      (await pen.read()).map(({ start, bytes }) => [start, bytes]),
      [
        [1, stamp(7)],
        [2, stamp(2)],
      ],
      'rows',
    )
  }),
  scenario('bytes of every value and of any length come back', async store => {
    const pen = await TestWriter.take(store)
    const lengths = [0, 1, 255, 256, 65_537, 1_000_000]
    const made = lengths.map(length => Uint8Array.from({ length }, (_, k) => k))
    await pen.commit({ rows: made.map((bytes, start) => ({ start, bytes })) })
    agree(
      (await pen.read()).map(({ bytes }) => bytes),
      made,
      'the bytes',
    )
  }),
  scenario('bytes are copied in: what the caller does to his own later changes nothing', async store => {
    const pen = await TestWriter.take(store)
    const larger = Uint8Array.of(0, 1, 2, 3, 4)
    await pen.commit({ rows: [{ start: 0, bytes: larger.subarray(1, 4) }] })
    larger.fill(9)
    agree((await pen.read())[0].bytes, Uint8Array.of(1, 2, 3), 'the bytes')
  }),
  scenario('bytes are copied out: what a reader does to his own changes nothing', async store => {
    const pen = await TestWriter.take(store)
    await pen.commit({ rows: [{ start: 0, bytes: Uint8Array.of(1, 2, 3) }] })
    const [first] = await pen.read()
    const [second] = await pen.read({ keys: [{ series: 0, start: 0 }] })
    first.bytes.fill(9)
    agree(second.bytes, Uint8Array.of(1, 2, 3), 'the bytes of another reading')
    agree((await pen.read())[0].bytes, Uint8Array.of(1, 2, 3), 'the bytes')
    await pen.commit({ rows: [{ start: 0, bytes: Uint8Array.of(4, 5, 6) }] })
    agree(second.bytes, Uint8Array.of(1, 2, 3), 'the bytes of a reading before the row was replaced')
  }),
  scenario('ten thousand rows go in one change', async store => {
    const pen = await TestWriter.take(store)
    const rows = Array.from({ length: 10_000 }, (_, k) => ({ series: k % 100, start: Math.floor(k / 100) * 60_000 }))
    await pen.commit({ rows })
    const read = await pen.read()
    agree(read.length, 10_000, 'how many rows')
    agree(
      read.every(({ start, bytes }, k) => k % 100 === start / 60_000 && bytes.join() === stamp(start).join()),
      true,
      'all',
    )
  }),
]
