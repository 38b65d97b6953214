import { describe, expect, test } from 'vitest'
import { session } from '../../src/window'
import { errorOf } from '../support/error-of'

describe('sessions', () => {
  test('begin as [t, t + gap) around each time', () => {
    expect(session({ gap: '10s' }).windowsOf(-1)).toEqual([{ start: -1, end: 9_999 }])
  })

  test('are named by their gap', () => {
    expect(session({ gap: { seconds: 90 } }).name).toBe('session(1m30s)')
  })

  test('refuse a gap of nothing', () => {
    expect(errorOf(() => session({ gap: 0 }))?.code).toBe('TIDEMARK_INVALID_DURATION')
  })

  test.each([undefined, null, { gap: 5, timeout: 5 }])('refuse %j as options', options => {
    expect(errorOf(() => session(options as never))?.code).toBe('TIDEMARK_INVALID_OPTION')
  })
})
