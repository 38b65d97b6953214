import { describe, expect, test } from 'vitest'
import { codeOf, repaired } from '../../support/encoded-rows'
import { damageOf } from './damage'
import { forge } from './forge'
import { type Specimen, Watch } from './watch'

const seed = 11
const bytes = repaired(Uint8Array.from({ length: 40 }, (_, k) => k))
const isWhole = (wrong: Uint8Array) => repaired(wrong).every((byte, k) => byte === wrong[k])
/** Takes whatever has the checksum that fits. */
const checked: Specimen = { name: 'checked', bytes, read: wrong => wrong.length >= 4 && isWhole(wrong) }
const reading = (read: Specimen['read']): Specimen => ({ name: 'broken', bytes, read })

describe('damage', () => {
  test('changes every bit and cuts at every place', () => {
    const seen = new Set<string>()
    const noting = reading(wrong => {
      seen.add(String(wrong))
      return checked.read(wrong)
    })
    expect(damageOf(noting, 1, new Watch())).toEqual({ bits: 320, cuts: 40 })
    expect(seen.size).toBe(360)
    expect(seen).not.toContain(String(bytes))
  })

  test('rejects bytes that are read although a bit is changed or the end is cut', () => {
    const careless = (isTaken: (wrong: Uint8Array) => boolean) => () => damageOf(reading(isTaken), 1, new Watch())
    expect(careless(wrong => wrong.length === 40 && wrong[39] !== bytes[39])).toThrow('broken was read with bit 312')
    expect(careless(wrong => wrong.length === 39)).toThrow('broken was read with length 39')
  })
})

describe(`forged bytes (seed ${seed})`, () => {
  const forging = (specimen: Specimen) => forge([[specimen]], new Watch(), done => done >= 200, seed)

  test('are random and changed ones in equal parts, all with a valid checksum', async () => {
    expect(await forging(checked)).toEqual({ random: 200, changed: 200, taken: 400 })
  })

  test('are rejected if one string takes more than a second', async () => {
    const slow = reading(() => {
      const begun = process.cpuUsage()
      const taken = ({ user, system }: NodeJS.CpuUsage) => user + system
      while (taken(process.cpuUsage(begun)) < 1_100_000);
      return true
    })
    await expect(forging(slow)).rejects.toThrow(/broken took \d{4} ms/)
  })

  test('are rejected if one string allocates the length that it claims', async () => {
    const greedy = reading(wrong => new Float64Array(2 ** 20 * wrong[5]).length > 0)
    await expect(forging(greedy)).rejects.toThrow(/broken took \d+ ms and \d{8,} bytes/)
  })

  test('are rejected if one string causes any error but a TidemarkError', async () => {
    const faulty = reading(wrong => codeOf(() => new DataView(wrong.buffer).getFloat64(wrong[5])) === undefined)
    await expect(forging(faulty)).rejects.toThrow(RangeError)
  })
})
