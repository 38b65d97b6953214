import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Mutex } from '../../src/time/mutex'

describe('a mutex', () => {
  test('runs work in the order of the calls, and never two at a time', async () => {
    const mutex = new Mutex()
    const log: string[] = []
    const work = (name: string, turns: number) =>
      mutex.take(async () => {
        log.push(`${name} starts`)
        for (let t = 0; t < turns; t++) await turn()
        log.push(`${name} ends`)
        return name
      })
    expect(await Promise.all([work('a', 3), work('b', 0), work('c', 1)])).toEqual(['a', 'b', 'c'])
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
  })

  test('passes an error on to its caller alone, and runs later work all the same', async () => {
    const mutex = new Mutex()
    const failed = mutex.take(() => Promise.reject(new Error('no disk')))
    const later = mutex.take(async () => 'done')
    await expect(failed).rejects.toThrow('no disk')
    expect(await later).toBe('done')
  })
})
