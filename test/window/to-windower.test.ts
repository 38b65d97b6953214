import { describe, expect, test } from 'vitest'
import { calendar, fixed, type Partition, session, sliding } from '../../src/window'
import { toPartition, toWindower } from '../../src/window/to-windower'
import { errorOf } from '../support/error-of'

const own: Partition = {
  kind: 'partition',
  name: 'decades of milliseconds',
  width: 10,
  startOf: time => Math.floor(time / 10) * 10,
  endOf: time => Math.floor(time / 10) * 10 + 10,
  windowsOf: time => [{ start: own.startOf(time), end: own.endOf(time) }],
}
const hop = sliding({ size: 12, every: 5 })

describe('as a windower', () => {
  test.each(['1h30m', 5_400_000, { hours: 1, minutes: 30 }])('a duration, %j, stands for fixed windows', duration => {
    expect(toWindower(duration, 'every').name).toBe('1h30m')
    expect(toPartition(duration, 'every').windowsOf(1)).toEqual([{ start: 0, end: 5_400_000 }])
  })

  test.each([fixed('1m'), hop, session({ gap: 5 }), calendar('day'), own])('$name is taken as it is', windower => {
    expect(toWindower(windower, 'every')).toBe(windower)
  })

  test.each(['1mo', 0, -5, '', null, undefined, true, {}, [], { every: '5m' }])(
    '%j is refused as a duration',
    value => {
      const error = errorOf(() => toWindower(value as never, 'every'))
      expect(error?.code).toBe('TIDEMARK_INVALID_DURATION')
      expect(error?.message).toMatch(/^every /)
    },
  )

  test.each([
    ['a name', { ...own, name: '' }],
    ['a name', { ...own, name: undefined }],
    ['a function windowsOf', { ...own, windowsOf: undefined }],
    ['a kind', { ...own, kind: 'tumbling' }],
    ['a function startOf', { ...own, startOf: undefined }],
    ['a function endOf', { ...own, endOf: 10 }],
    ['a width', { ...own, width: 0 }],
    ['a size', { ...hop, size: Number.NaN }],
    ['an every', { ...hop, every: 13 }],
    ['an offset', { ...hop, offset: undefined }],
    ["panes of kind 'partition'", { ...hop, panes: hop }],
    ['panes with a function endOf', { ...hop, panes: { ...own, endOf: undefined } }],
    ['a gap', { ...session({ gap: 1 }), gap: -1 }],
  ])('an object that lacks %s is refused, and the error names it', (lack, value) => {
    const error = errorOf(() => toWindower(value as never, 'every'))
    expect(error?.code).toBe('TIDEMARK_INVALID_OPTION')
    expect(error?.message).toContain(`a windower needs ${lack}`)
  })
})

describe('as a partition of time', () => {
  test.each([
    ['sliding windows', hop, 'overlap'],
    ['sessions', session({ gap: 5 }), 'where the data does'],
  ])('%s are refused, and the error explains why', (_, windower, why) => {
    const error = errorOf(() => toPartition(windower, 'tiers[0].every'))
    expect(error?.code).toBe('TIDEMARK_INVALID_OPTION')
    expect(error?.message).toContain(`tiers[0].every ${windower.name}`)
    expect(error?.message).toContain(why)
  })
})
