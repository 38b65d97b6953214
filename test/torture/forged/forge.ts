import { repaired } from '../../support/encoded-rows'
import type { Specimen, Watch } from './watch'

/** What forged bytes came to: so many random strings, and as many changed ones. */
export interface Forged {
  readonly random: number
  readonly changed: number
  readonly taken: number
}

const PAIRS_A_TURN = 100

/**
 * Reads random bytes, and bytes of a specimen of which some were put in, taken out or changed, in turns and each under a
 * checksum that fits, until there are enough of each. Specimens come in groups, each of which has its turns.
 */
export async function forge(
  groups: readonly (readonly Specimen[])[],
  watch: Watch,
  isEnough: (ofEach: number) => boolean,
  seed: number,
): Promise<Forged> {
  const random = randomly(seed)
  let ofEach = 0
  let taken = 0
  for (let turn = 0; !isEnough(ofEach); turn++) {
    const group = groups[turn % groups.length]
    const specimen = group[random(group.length)]
    for (let k = 0; k < PAIRS_A_TURN; k++) {
      if (watch.read(specimen, randomBytes(specimen.bytes, random))) taken++
      if (watch.read(specimen, changedBytes(specimen.bytes, random))) taken++
      ofEach++
    }
    await new Promise(resolve => setImmediate(resolve))
  }
  return { random: ofEach, changed: ofEach, taken }
}

/** Random bytes under a checksum that fits; half of them begin as what they are read as does. */
function randomBytes(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = new Uint8Array(4 + random(120))
  for (let k = 0; k < copy.length; k++) copy[k] = random(random(2) === 0 ? 4 : 256)
  if (random(2) === 0) copy.set(bytes.subarray(0, Math.min(copy.length, 2 + random(60))))
  return repaired(copy)
}

/** Bytes of which some were changed, put in or taken out, under a checksum that fits. */
function changedBytes(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
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
