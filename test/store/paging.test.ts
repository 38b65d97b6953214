import { describe, expect, test } from 'vitest'
import { iteratePages, type NextPage, nextAbove, onePage } from '../../src/store/paging'
import { collect } from '../support/collect'

const pagesOf = <T>(...pages: (readonly T[])[]): NextPage<T> => {
  let next = 0
  return () => pages[next++]
}
const later =
  <T>(nextPage: NextPage<T>): NextPage<T> =>
  async () => {
    await new Promise(resolve => setImmediate(resolve))
    return nextPage()
  }
const open = () => {}

describe.each([
  ['pages that are there', <T>(nextPage: NextPage<T>) => nextPage],
  ['pages that must be waited for', later],
])('an iteration over %s', (_, as) => {
  test('returns the items of all pages in order, and can be repeated', async () => {
    const items = iteratePages(() => as(pagesOf([1, 2], [], [3], [], [])), open)
    expect(await collect(items)).toEqual([1, 2, 3])
    expect(await collect(items)).toEqual([1, 2, 3])
  })

  test('returns each item once to overlapping calls of next', async () => {
    const iterator = iteratePages(() => as(pagesOf([1], [], [2], [3, 4])), open)[Symbol.asyncIterator]()
    const results = await Promise.all(Array.from({ length: 6 }, () => iterator.next()))
    expect(results.map(({ value }) => value)).toEqual([1, 2, 3, 4, undefined, undefined])
  })

  test('reads no page before it is needed, and none after it is left', async () => {
    let read = 0
    const items = iteratePages(() => {
      const nextPage = pagesOf([1, 2], [3])
      return as(() => {
        read++
        return nextPage()
      })
    }, open)
    expect(read).toBe(0)
    for await (const item of items) if (item === 2) break
    expect(read).toBe(1)
  })

  test('ends with the error of a page, and has nothing after it', async () => {
    const failing = () => {
      throw new Error('the disk is gone')
    }
    const iterator = iteratePages(() => as(failing), open)[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toThrow('the disk is gone')
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('checks before each item that the store is open', async () => {
    let closed = false
    const check = () => {
      if (closed) throw new Error('closed')
    }
    const iterator = iteratePages(() => as(pagesOf([1, 2])), check)[Symbol.asyncIterator]()
    expect((await iterator.next()).value).toBe(1)
    closed = true
    await expect(iterator.next()).rejects.toThrow('closed')
  })

  test('yields to the event loop after an empty page, and then only', async () => {
    let turns = 0
    let running = true
    const count = () => {
      turns++
      if (running) setImmediate(count)
    }
    if (as === later) return // waiting for a page is a turn anyway
    setImmediate(count)
    await collect(iteratePages(() => pagesOf([1], [2]), open))
    expect(turns).toBe(0)
    await collect(iteratePages(() => pagesOf<number>([], []), open))
    expect(turns).toBeGreaterThan(0)
    running = false
  })
})

test('a list is one page, and an empty list none', () => {
  const nextPage = onePage([1, 2])
  expect([nextPage(), nextPage()]).toEqual([[1, 2], undefined])
  expect(onePage([])()).toBeUndefined()
})

test('nextAbove returns listed numbers ascending, each once', () => {
  const next = nextAbove([10, 2, 2, 5])
  expect([next(-1), next(2), next(6), next(10)]).toEqual([2, 5, 10, undefined])
})
