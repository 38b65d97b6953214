import type { Specimen, Watch } from './watch'

/** Changes each `step`th bit of a specimen and cuts it at each `step`th place; throws if one is not refused. */
export function damageOf(specimen: Specimen, step: number, watch: Watch): { bits: number; cuts: number } {
  const { name, bytes } = specimen
  const damaged = { bits: 0, cuts: 0 }
  const refused = (wrong: Uint8Array, what: string) => {
    if (watch.read(specimen, wrong)) throw new Error(`${name} was read with ${what}: ${bytes}`)
  }
  for (let bit = 0; bit < bytes.length * 8; bit += step) {
    const copy = bytes.slice()
    copy[bit >> 3] ^= 1 << (bit & 7)
    refused(copy, `bit ${bit} changed`)
    damaged.bits++
  }
  for (let length = 0; length < bytes.length; length += step) {
    refused(bytes.slice(0, length), `length ${length}`)
    damaged.cuts++
  }
  return damaged
}
