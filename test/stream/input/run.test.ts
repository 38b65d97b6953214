import { describe, expect, test } from 'vitest'
import { count, windowed } from '../../../src/index'
import { codeOf } from '../../support/codes'

interface Key {
  readonly at: number
  readonly key: string
}

const make = () => windowed({ window: 10, aggregates: { n: count() }, time: (at: number) => at, select: r => r.n })
const told = ({ end, value }: { end: number; value: number }) => `${end}: ${value}`

/** A source that records its calls. */
function watched(times: number[]) {
  const seen = { pulled: 0, closed: false }
  async function* source() {
    try {
      for (const time of times) {
        seen.pulled++
        yield time
      }
    } finally {
      seen.closed = true
    }
  }
  return { seen, source: source() }
}

async function all<T>(panes: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const pane of panes) list.push(pane)
  return list
}

describe('run() pulls a source', () => {
  test.each([
    ['an array', () => [1, 2, 15, 40]],
    ['an async iterable', () => watched([1, 2, 15, 40]).source],
  ])('%s, and finishes when it ends', async (_, source) => {
    const stream = make()
    expect((await all(stream.run(source()))).map(told)).toEqual(['10: 2', '20: 1', '50: 1'])
    expect(stream.stats()).toMatchObject({ events: 4, accepted: 4, open: 0, watermark: Number.POSITIVE_INFINITY })
  })

  test('no further than its panes are consumed: that is the backpressure', async () => {
    const { seen, source } = watched([1, 15, 25, 35])
    const panes = make().run(source)
    expect(seen.pulled).toBe(0)
    expect(told((await panes.next()).value!)).toBe('10: 1')
    expect(seen.pulled).toBe(2)
    expect(told((await panes.next()).value!)).toBe('20: 1')
    expect(seen.pulled).toBe(3)
  })

  test('leaving the loop closes the source, and the stream can continue', async () => {
    const { seen, source } = watched([1, 15, 25])
    const stream = make()
    for await (const pane of stream.run(source)) {
      expect(told(pane)).toBe('10: 1')
      break
    }
    expect(seen).toEqual({ pulled: 2, closed: true })
    expect(stream.push(16)).toEqual([])
    expect(stream.finish().map(told)).toEqual(['20: 2'])
  })

  test('throws the error of a source that fails, keeps the pushed events, and finishes nothing', async () => {
    const stream = make()
    async function* source() {
      yield 1
      throw new Error('connection lost')
    }
    await expect(all(stream.run(source()))).rejects.toThrow('connection lost')
    expect((await all(stream.run([2]))).map(told)).toEqual(['10: 2'])
  })

  test('a faulty event ends the run with its error', async () => {
    const { seen, source } = watched([1, 0.5, 2])
    await expect(all(make().run(source))).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_INSTANT' })
    expect(seen.closed).toBe(true)
  })
})

describe('a signal ends a run with its reason', () => {
  test('before it begins', async () => {
    const { seen, source } = watched([1])
    await expect(all(make().run(source, { signal: AbortSignal.abort(new Error('stop')) }))).rejects.toThrow('stop')
    expect(seen.pulled).toBe(0)
  })

  test.each(['sync', 'async'])('between two panes of a source that is %s', async kind => {
    const controller = new AbortController()
    const stream = make()
    const times = [1, 15, 25, 35]
    const source = kind === 'sync' ? times : watched(times).source
    const list: string[] = []
    const running = (async () => {
      for await (const pane of stream.run(source, { signal: controller.signal })) {
        list.push(told(pane))
        controller.abort(new Error('enough'))
      }
    })()
    await expect(running).rejects.toThrow('enough')
    expect(list).toEqual(['10: 1'])
    expect(stream.finish().map(told)).toEqual(['20: 1'])
  })

  test.each(['sync', 'async'])(
    'not before the panes of the last event were taken, of a source that is %s',
    async kind => {
      const controller = new AbortController()
      const stream = windowed({ window: 10, aggregates: { n: count() }, time: (e: Key) => e.at, key: e => e.key })
      const events = [...'abc'].map(key => ({ at: 1, key })).concat({ at: 15, key: 'a' }, { at: 35, key: 'a' })
      async function* later() {
        yield* events
      }
      const keys: string[] = []
      const running = (async () => {
        for await (const { key } of stream.run(kind === 'sync' ? events : later(), { signal: controller.signal })) {
          keys.push(key)
          controller.abort(new Error('enough'))
        }
      })()
      await expect(running).rejects.toThrow('enough')
      expect(keys).toEqual(['a', 'b', 'c'])
    },
  )

  test('while the source waits', async () => {
    const controller = new AbortController()
    async function* silent() {
      yield 1
      await new Promise(() => {})
    }
    const stream = make()
    const running = all(stream.run(silent(), { signal: controller.signal }))
    setTimeout(() => controller.abort(new Error('too long')), 1)
    await expect(running).rejects.toThrow('too long')
    expect(stream.stats().events).toBe(1)
  })

  test.each(['sync', 'async'])('while a source that never waits causes no pane, %s', async kind => {
    const controller = new AbortController()
    function* endless() {
      for (;;) yield 1
    }
    async function* asyncEndless() {
      for (;;) yield 1
    }
    const source = kind === 'sync' ? endless() : asyncEndless()
    const running = all(make().run(source, { signal: controller.signal }))
    setTimeout(() => controller.abort(new Error('too long')), 1)
    await expect(running).rejects.toThrow('too long')
  })
})

test('an invalid source, signal or option is refused before anything is pulled', () => {
  const stream = make()
  expect(codeOf(() => stream.run(5 as never))).toBe('TIDEMARK_INVALID_VALUE')
  expect(codeOf(() => stream.run([], { signal: {} as never }))).toBe('TIDEMARK_INVALID_OPTION')
  expect(codeOf(() => stream.run([], { abort: 1 } as never))).toBe('TIDEMARK_INVALID_OPTION')
})

test('a run of one of several sources finishes that one only', async () => {
  const stream = make()
  const other = stream.source('other')
  other.push(3)
  expect(await all(stream.source('one').run([1, 40]))).toEqual([])
  expect(stream.stats().watermark).toBe(3)
  expect(other.finish().map(told)).toEqual(['10: 2', '50: 1'])
})
