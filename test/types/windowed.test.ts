import { describe, expect, expectTypeOf, test } from 'vitest'
import { count, moments, type Pane, sum, tdigest, windowed } from '../../src/index'

interface Play {
  readonly song: string
  readonly at: number
}

const time = (play: Play) => play.at
const aggregates = { n: count(), total: sum(), spread: moments(), digest: tdigest() }

describe('windowed() is typed from its events and its aggregates', () => {
  test('one accessor that says what an event is tells the others', () => {
    const stream = windowed({ window: '1m', aggregates, time: (play: Play) => play.at, key: play => play.song })
    expectTypeOf(stream.push).parameter(0).toEqualTypeOf<Play>()
    // @ts-expect-error: an event has no such field
    windowed({ window: '1m', aggregates, time, key: play => play.artist })
    // @ts-expect-error: a play is pushed
    const wrong = () => stream.push({ at: '1' })
    expectTypeOf(wrong).toBeFunction()
  })

  test('without select a value has the aggregates that read as a number, and no others', () => {
    const stream = windowed({ window: '1m', aggregates, time })
    expectTypeOf(stream.finish()).toEqualTypeOf<Pane<{ n: number; total: number }>[]>()
  })

  test('select may give anything; asking for what is not kept does not compile', () => {
    const plain = windowed({ window: '1m', aggregates, time, select: r => r.digest.quantile(0.5) })
    expectTypeOf(plain.finish()).toEqualTypeOf<Pane<number>[]>()
    const counts = windowed({ window: '1m', aggregates, time, select: r => r.n })
    counts.push({ song: 'Ebb', at: 1 })
    expect(counts.finish().map(({ value }) => value + 1)).toEqual([2])
    // @ts-expect-error: there is no maximum among the aggregates
    const wrong = () => windowed({ window: '1m', aggregates, time, select: r => r.max })
    expectTypeOf(wrong).toBeFunction()
  })

  test('run gives the same panes', () => {
    const stream = windowed({ window: '1m', aggregates, time, select: r => ({ n: r.n }) })
    expectTypeOf(stream.run([])).toEqualTypeOf<AsyncGenerator<Pane<{ n: number }>, void, undefined>>()
    expectTypeOf(stream.source('a').push).returns.toEqualTypeOf<Pane<{ n: number }>[]>()
  })
})
