import { expect, test } from 'vitest'
import { linesBeyond } from './length'

test.each([
  ['one\ntwo\n', 0],
  ['one\ntwo\nthree\n', 1],
  ['one\n\n\nfour', 2],
])('lines beyond two are counted, empty ones too: %j', (page, beyond) => {
  expect(linesBeyond(page, 2)).toBe(beyond)
})
