import { readdirSync, readFileSync } from 'node:fs'
import type { Aggregates } from '../../src/aggregate/aggregate'
import { createCodec } from '../../src/store/codec'
import { goldenAggregates } from '../golden/specimens'
import { codeOf, Guarded, repaired } from '../store/rows'

const folder = new URL('../golden/v1/', import.meta.url)

/**
 * Decodes every golden row with each bit changed and cut at each place, and then, until the time is up, rows with random
 * bytes put in, taken out and changed, under a checksum that fits: each ends in a value or in a refusal that wrote nothing.
 */
export async function decode(budgetSeconds: number, seed = Date.now() | 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const golden = readdirSync(folder)
    .filter(file => file.endsWith('.bin'))
    .map(file => ({ file, bytes: new Uint8Array(readFileSync(new URL(file, folder))) }))
  let damaged = 0
  for (const { file, bytes } of golden) damaged += damage(goldenAggregates[file.split('.')[0]], bytes, 1)
  const random = randomly(seed)
  let values = 0
  let refusals = 0
  do {
    const { file, bytes } = golden[random(golden.length)]
    const forger = new Forger(goldenAggregates[file.split('.')[0]])
    for (let k = 0; k < 200; k++) forger.read(forged(bytes, random)) ? values++ : refusals++
    await new Promise(resolve => setImmediate(resolve))
  } while (performance.now() < until)
  return `decode: ${golden.length} golden rows, ${damaged} times damaged, all refused; ${values + refusals} forged rows: ${values} read, ${refusals} refused (seed ${seed})`
}

/** Changes each `step`th bit of a row and cuts it at each `step`th place; throws where one is not refused; gives how many. */
export function damage(aggregates: Aggregates, bytes: Uint8Array, step: number): number {
  const forger = new Forger(aggregates)
  let times = 0
  const refused = (wrong: Uint8Array, what: string) => {
    if (forger.read(wrong)) throw new Error(`a row was read with ${what}: ${bytes}`)
    times++
  }
  for (let bit = 0; bit < bytes.length * 8; bit += step) {
    const copy = bytes.slice()
    copy[bit >> 3] ^= 1 << (bit & 7)
    refused(copy, `bit ${bit} changed`)
  }
  for (let length = 0; length < bytes.length; length += step) refused(bytes.slice(0, length), `length ${length}`)
  return times
}

/** Reads rows that may be wrong, and checks that they do no harm. */
class Forger {
  readonly #guarded: Guarded
  readonly #codec

  constructor(aggregates: Aggregates) {
    this.#guarded = new Guarded(aggregates)
    this.#codec = createCodec(this.#guarded.frame.shape)
  }

  /** Whether the bytes are read; throws where a refusal wrote something, or where what was read does not come back. */
  read(bytes: Uint8Array): boolean {
    const { frame } = this.#guarded
    const code = codeOf(() => this.#codec.decode(bytes, frame, 1))
    if (!this.#guarded.besideIsWhole) throw new Error(`decoding wrote beside its row: ${bytes}`)
    if (code === undefined) {
      const again = this.#codec.encode(frame, 1)
      frame.reset(1)
      this.#codec.decode(again, frame, 1)
      const third = this.#codec.encode(frame, 1)
      frame.reset(1)
      if (again.length > bytes.length || again.some((byte, k) => byte !== third[k]))
        throw new Error(`what was read does not come back: ${bytes}`)
      return true
    }
    if (code !== 'TIDEMARK_DECODE' && code !== 'TIDEMARK_MISMATCH') throw new Error(`${code} for ${bytes}`)
    if (!this.#guarded.rowIsUntouched) throw new Error(`a refusal wrote into its row: ${bytes}`)
    return false
  }
}

/** A row with some of its bytes changed, put in or taken out, or only random bytes, under a checksum that fits. */
function forged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  if (random(20) === 0)
    return repaired(Uint8Array.from([0xfc, 1, ...Array.from({ length: random(60) }, () => random(256))]))
  const list = [...bytes]
  for (let k = 1 + random(3); k > 0; k--) {
    const at = 2 + random(Math.max(1, list.length - 6))
    const kind = random(4)
    if (kind === 0) list.splice(at, random(4))
    else if (kind === 1) list.splice(at, 0, ...Array.from({ length: 1 + random(4) }, () => random(256)))
    else list[at] = kind === 2 ? random(256) : random(8)
  }
  return repaired(Uint8Array.from(list))
}

/** Whole numbers below a bound, from a seed: xorshift (Marsaglia, 2003). */
function randomly(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
