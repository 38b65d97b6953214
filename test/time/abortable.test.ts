import { describe, expect, test } from 'vitest'
import { checkSignal } from '../../src/time/abortable'

describe('a signal', () => {
  test('is an AbortSignal, aborted or not, or whatever does what one does', () => {
    expect(() => checkSignal(undefined)).not.toThrow()
    expect(() => checkSignal(new AbortController().signal)).not.toThrow()
    expect(() => checkSignal(AbortSignal.abort())).not.toThrow()
    const own = { throwIfAborted() {}, addEventListener() {}, removeEventListener() {} }
    expect(() => checkSignal(own as unknown as AbortSignal)).not.toThrow()
  })

  test.each([5, null, 'abort', {}, { aborted: false }, new AbortController()])('is not %j', odd => {
    expect(() => checkSignal(odd as AbortSignal)).toThrow(
      expect.objectContaining({ code: 'TIDEMARK_INVALID_OPTION', message: expect.stringMatching(/^signal must be/) }),
    )
  })
})
