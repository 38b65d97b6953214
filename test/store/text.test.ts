import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeMarks, decodeText, encodeMarks, encodeText } from '../../src/store/text'
import { oddStrings } from '../support/odd-strings'

const seed = 5150

test(`each string has a text of its own, which any driver can hold, and is decoded from it (seed ${seed})`, () => {
  const property = fc.property(oddStrings, oddStrings, (a, b) => {
    const text = encodeText(a)
    expect([decodeText(text), encodeText(b) === text]).toEqual([a, a === b])
    expect([text.includes('\u0000'), Buffer.from(text).toString()]).toEqual([false, text])
  })
  fc.assert(property, {
    seed,
    numRuns: 500,
    examples: [
      ['"a"', 'a'],
      ['\u0000', '"\\u0000"'],
      ['', '""'],
    ],
  })
})

test('marks come back with infinities and zeros of both signs', () => {
  const marks = {
    m: { sealed: 60_000, dropped: Number.NEGATIVE_INFINITY },
    ['__proto__']: { sealed: -0, dropped: 0, sealing: { to: Number.POSITIVE_INFINITY, series: 7 } },
  }
  expect(decodeMarks(encodeMarks(marks))).toEqual(marks)
})
