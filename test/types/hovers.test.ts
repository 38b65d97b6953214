import { expect, test } from 'vitest'
import { openInEditor } from './editor'

const CODE = `
import { aggregate, count, resample, rollup, slots, tdigest } from 'tidemark'
const api = await /*rollup*/rollup({ aggregates: { n: count(), latency: tdigest() } })
export const { /*position*/position } = /*api*/api
export const one = /*count*/count()
export const digest = /*tdigest*/tdigest()
export const /*custom*/custom = aggregate({
  name: 'custom',
  state: { squares: 0, bins: slots(4) },
  add(/*columns*/s, i, x) { s.squares[i] += x * x },
  merge(s, i, o, j) { s.squares[i] += o.squares[j] },
  read: (s, i) => ({ rms: Math.sqrt(s.squares[i]) }),
})
export const read = custom./*read*/read
`

const { hovers, faults } = openInEditor(CODE)
const linesOf = (hover: string) => hover.replace(/\nimport \w+$/, '').split('\n').length

test('the hover of an aggregate names its reading, and no field of its state', () => {
  expect(faults).toEqual([])
  expect(hovers.count).toBe('(alias) count(): Aggregate<number>\nimport count')
  expect(hovers.tdigest).toMatch(/: Aggregate<Quantiles>\nimport tdigest$/)
  expect(hovers.custom).toBe('const custom: Aggregate<{\n    rms: number;\n}>')
})

test('the hover of rollup() is 10 lines, and that of what it returns 4', () => {
  expect(hovers.rollup).toContain('n: Aggregate<number>;\n    latency: Aggregate<Quantiles>;')
  expect([linesOf(hovers.rollup), linesOf(hovers.api)]).toEqual([10, 4])
})

test('inside of aggregate() the state is known: each field is a column', () => {
  expect(hovers.columns).toMatch(/squares: 0.*bins: Slots/s)
})
