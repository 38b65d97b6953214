import { expect, test } from 'vitest'
import { isPartOf } from './part'

const source = 'class A {\n  one() {\n    return 1\n  }\n\n  two() {}\n}\n'

test.each(['one() {\n  return 1\n}\n', '  }\n\n  two() {}', 'class A {'])('%j is a part of the source', text => {
  expect(isPartOf(text, source)).toBe(true)
})

test.each(['one() {\n}\n', 'two() {}\none() {', 'return 2', 'class'])('%j is no part of it', text => {
  expect(isPartOf(text, source)).toBe(false)
})
