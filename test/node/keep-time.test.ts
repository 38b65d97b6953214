import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { count, memoryStore, rollup } from '../../src/index'
import { keepTime } from '../../src/node'
import type { Commit } from '../../src/store'
import { codeOf } from '../support/codes'
import { overriding } from '../support/forwarding-store'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const never = (error: unknown) => {
  throw error
}

/** A rollup of which only advance is there, and which ends when it is told to. */
function slow() {
  const ends: (() => void)[] = []
  return {
    ends,
    advance: vi.fn(() => new Promise<any>(resolve => ends.push(() => resolve({})))),
    flush: async () => {},
  }
}

describe('keepTime', () => {
  test('advances the rollup by its own clock until it is disposed of', async () => {
    let now = 1_000
    const api = await rollup({ aggregates: { n: count() }, clock: () => now })
    api.add({ metric: 'm', value: 1 })
    const time = keepTime(api, { every: '5s', onError: never })
    now = 200_000
    await vi.advanceTimersByTimeAsync(4_999)
    expect(api.stats().sealed['1m']).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    vi.useRealTimers()
    await time[Symbol.asyncDispose]()
    expect(api.stats()).toMatchObject({ pending: 0, sealed: { '1m': 120_000 } })
  })

  test('never advances twice at once', async () => {
    const { ends, advance } = slow()
    keepTime({ advance, flush: async () => {} }, { every: 10, onError: never })
    await vi.advanceTimersByTimeAsync(35)
    expect(advance).toHaveBeenCalledTimes(1)
    ends[0]()
    await vi.advanceTimersByTimeAsync(10)
    expect(advance).toHaveBeenCalledTimes(2)
  })

  test.each(['stop', Symbol.asyncDispose] as const)(
    '%s waits for what is under way, and nothing comes after it',
    async end => {
      const { ends, advance } = slow()
      const time = keepTime({ advance, flush: async () => {} }, { every: 10, onError: never })
      await vi.advanceTimersByTimeAsync(10)
      let done = false
      const stopped = time[end]().then(() => {
        done = true
      })
      await vi.advanceTimersByTimeAsync(50)
      expect([done, advance.mock.calls.length]).toEqual([false, 1])
      ends[0]()
      await stopped
      expect(done).toBe(true)
    },
  )

  test('stop without await stops at once; again it does nothing, and an error of advance does not reject it', async () => {
    const advance = vi.fn(async () => {
      throw new Error('disk full')
    })
    const onError = vi.fn()
    const time = keepTime({ advance, flush: async () => {} }, { every: 10, onError })
    await vi.advanceTimersByTimeAsync(10)
    void time.stop()
    await vi.advanceTimersByTimeAsync(50)
    expect([advance, onError].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
    await expect(time.stop()).resolves.toBeUndefined()
  })

  test('tells what advance threw, and goes on', async () => {
    const onError = vi.fn()
    const advance = vi.fn(async () => {
      throw new Error('disk full')
    })
    const time = keepTime({ advance, flush: async () => {} }, { every: 10, onError })
    await vi.advanceTimersByTimeAsync(20)
    expect(onError.mock.calls.map(([error]) => error.message)).toEqual(['disk full', 'disk full'])
    time[Symbol.dispose]()
    await vi.advanceTimersByTimeAsync(50)
    expect(advance).toHaveBeenCalledTimes(2)
  })

  test('commits states and the position of the source in one step', async () => {
    const store = memoryStore()
    const commits: Commit[] = []
    const commit = (change: Commit) => {
      commits.push(change)
      return store.commit(change)
    }
    const watched = overriding(store, { commit })
    const api = await rollup({ aggregates: { n: count() }, clock: () => 1_000, store: watched })
    let offset = 0
    const add = () => {
      api.add({ metric: 'm', value: 1 })
      offset++
    }
    keepTime(api, { every: 10, onError: never, position: () => ({ offset }) })
    add()
    await vi.advanceTimersByTimeAsync(10)
    add()
    add()
    await vi.advanceTimersByTimeAsync(10)
    expect(api.position).toEqual({ offset: 3 })
    const withRows = commits.filter(({ rows }) => rows.length > 0)
    expect(withRows.map(({ position }) => position)).toEqual([{ offset: 1 }, { offset: 3 }])
  })

  test('stops when the rollup is closed', async () => {
    const onError = vi.fn()
    const api = await rollup({ aggregates: { n: count() } })
    await api.close()
    keepTime(api, { every: 10, onError })
    await vi.advanceTimersByTimeAsync(100)
    expect(onError).toHaveBeenCalledTimes(1)
    expect(onError.mock.calls[0][0]).toMatchObject({ code: 'TIDEMARK_CLOSED' })
  })

  test('keeps no process alive', () => {
    const unref = vi.fn()
    vi.stubGlobal('setInterval', () => ({ unref }))
    keepTime(slow(), { onError: never })
    expect(unref).toHaveBeenCalledTimes(1)
    vi.unstubAllGlobals()
  })

  test.each([
    ['no onError', {}, 'TIDEMARK_INVALID_OPTION'],
    ['every 0', { every: 0, onError: never }, 'TIDEMARK_INVALID_DURATION'],
    ['a month', { every: '31d', onError: never }, 'TIDEMARK_INVALID_OPTION'],
    ['a misspelt option', { evry: '1s', onError: never }, 'TIDEMARK_INVALID_OPTION'],
  ])('refuses %s', (_, options, code) => {
    expect(codeOf(() => keepTime(slow(), options as never))).toBe(code)
  })

  test('refuses what is no rollup', () => {
    expect(codeOf(() => keepTime({} as never, { onError: never }))).toBe('TIDEMARK_INVALID_OPTION')
  })
})
