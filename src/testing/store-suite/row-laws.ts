import { agree, type StoreLaw, scenario } from './store-law'
import { keysOf, stamp, startsOf, TestWriter } from './test-writer'

/** What a store promises about rows: it keeps, replaces and drops exactly those of the commits, as its own copies. @internal */
export const rowLaws: readonly StoreLaw[] = [
  scenario('a row comes back as it was committed, with the sequence of its commit', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 0 }] })
    const { rows } = await writer.commit({ rows: [{ start: 60_000, end: 90_000, series: 3, bytes: stamp(42) }] })
    agree(await writer.read({ series: [3] }), rows, 'the row')
  }),
  scenario('a row is replaced by a later commit of its window, whole, and no other row is', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [0, 1, 2].map(k => ({ start: k * 60_000 })) })
    for (const size of [1, 5_000, 0, 300]) {
      const bytes = new Uint8Array(size).fill(size)
      await writer.commit({ rows: [{ start: 60_000, end: 90_000 + size, bytes }] })
      const [before, row, after] = await writer.read()
      agree([row.end, row.sequence, row.bytes], [90_000 + size, writer.sequence, bytes], 'the row')
      agree(
        [before.sequence, before.bytes, after.sequence, after.bytes],
        [1, stamp(0), 1, stamp(120_000)],
        'the others',
      )
    }
  }),
  scenario('of two rows of one window in one commit the last wins', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [1, 2].map(k => ({ start: 0, bytes: stamp(k) })) })
    agree(
      (await writer.read()).map(({ bytes }) => bytes),
      [stamp(2)],
      'the bytes',
    )
  }),
  scenario('rows of one window are separate by writer, tier and series', async store => {
    const a = await TestWriter.open(store, 'a')
    const b = await TestWriter.open(store, 'b')
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
  scenario('a drop removes the rows of its writer and tier that start in [from, to), and no others', async store => {
    const a = await TestWriter.open(store, 'a')
    const b = await TestWriter.open(store, 'b')
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
  }),
  scenario('a commit drops after it writes, and a dropped row can be written again', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 1 }, { start: 2 }], drops: [{ tier: 'm', from: 1, to: 2 }] })
    agree(startsOf(await writer.read()), [2], 'starts after the drop')
    await writer.commit({ rows: [{ start: 1, bytes: stamp(7) }] })
    agree(
      (await writer.read()).map(({ start, bytes }) => [start, bytes]),
      [
        [1, stamp(7)],
        [2, stamp(2)],
      ],
      'rows',
    )
  }),
  scenario('bytes of every value and of any length come back', async store => {
    const writer = await TestWriter.open(store)
    const lengths = [0, 1, 255, 256, 65_537, 1_000_000]
    const made = lengths.map(length => Uint8Array.from({ length }, (_, k) => k))
    await writer.commit({ rows: made.map((bytes, start) => ({ start, bytes })) })
    agree(
      (await writer.read()).map(({ bytes }) => bytes),
      made,
      'the bytes',
    )
  }),
  scenario('bytes are copied in: the caller may change its own afterward', async store => {
    const writer = await TestWriter.open(store)
    const larger = Uint8Array.of(0, 1, 2, 3, 4)
    await writer.commit({ rows: [{ start: 0, bytes: larger.subarray(1, 4) }] })
    larger.fill(9)
    agree((await writer.read())[0].bytes, Uint8Array.of(1, 2, 3), 'the bytes')
  }),
  scenario('bytes are copied out: a reader may change its own', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 0, bytes: Uint8Array.of(1, 2, 3) }] })
    const [first] = await writer.read()
    const [second] = await writer.read({ keys: [{ series: 0, start: 0 }] })
    first.bytes.fill(9)
    agree(second.bytes, Uint8Array.of(1, 2, 3), 'the bytes of another reading')
    agree((await writer.read())[0].bytes, Uint8Array.of(1, 2, 3), 'the bytes')
    await writer.commit({ rows: [{ start: 0, bytes: Uint8Array.of(4, 5, 6) }] })
    agree(second.bytes, Uint8Array.of(1, 2, 3), 'the bytes of a reading before the row was replaced')
  }),
  scenario('a commit may have ten thousand rows', async store => {
    const writer = await TestWriter.open(store)
    const rows = Array.from({ length: 10_000 }, (_, k) => ({ series: k % 100, start: Math.floor(k / 100) * 60_000 }))
    await writer.commit({ rows })
    const read = await writer.read()
    agree(read.length, 10_000, 'how many rows')
    agree(
      read.every(({ start, bytes }, k) => k % 100 === start / 60_000 && bytes.join() === stamp(start).join()),
      true,
      'all',
    )
  }),
]
