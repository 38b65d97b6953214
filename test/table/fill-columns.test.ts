import { describe, expect, test } from 'vitest'
import type { Filler } from '../../src'
import { TidemarkError } from '../../src/error'
import { fillColumn } from '../../src/table/fill-columns'
import { MINUTE, open } from '../tier/opened'

const NONE = Number.NaN
const query = { metric: 'm', from: 10 * MINUTE, to: 14 * MINUTE, every: '1m' } as const

describe('a custom filler', () => {
  const needs = { before: false, after: false }

  test('that throws is TIDEMARK_INVALID_OPTION with its name and the cause; an error of the library stays as it is', () => {
    const cause = new RangeError('no such spline')
    const fault = (thrown: unknown) => {
      const fill = () => {
        throw thrown
      }
      return () =>
        fillColumn({ name: 'spline()', needs, maxDistance: 0, fill }, Float64Array.of(0), Float64Array.of(NONE), {})
    }
    expect(fault(cause)).toThrow(expect.objectContaining({ code: 'TIDEMARK_INVALID_OPTION', cause }))
    expect(fault(cause)).toThrow('the filler spline() threw: no such spline')
    expect(fault('a text')).toThrow('the filler spline() threw: "a text"')
    const own = new TidemarkError('TIDEMARK_INVALID_VALUE', 'mine')
    expect(fault(own)).toThrow(own)
  })

  test('with a name, needs and fill is accepted', async () => {
    const { api } = await open()
    const filler: Filler = { name: 'custom()', needs, maxDistance: 0, fill: (_, values) => values.fill(5) }
    const { groups } = await api.query({ ...query, fill: filler })
    expect([...groups[0].columns.sum]).toEqual([5, 5, 5, 5])
  })

  test.each([{ name: undefined }, { needs: null }, { fill: 5 }])(
    'that lacks a name, needs or fill is TIDEMARK_INVALID_OPTION: %j',
    async lack => {
      const { api } = await open()
      const filler = { name: 'custom()', needs, maxDistance: 0, fill: () => {}, ...lack } as unknown as Filler
      await expect(api.query({ ...query, fill: filler })).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
    },
  )
})
