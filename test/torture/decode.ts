import { readdirSync, readFileSync } from 'node:fs'
import type { Aggregates } from '../../src/aggregate/aggregate'
import { count, fixed, rollup, session, sliding, sum, tdigest, type WindowedOptions, windowed } from '../../src/index'
import { createCodec } from '../../src/store/codec'
import { goldenAggregates } from '../golden/specimens'
import { codeOf, Guarded, repaired } from '../store/rows'

const folder = new URL('../golden/v1/', import.meta.url)

/** Bytes that are read, and how: whether they are taken; throws where they end in any other way than they may. */
interface Specimen {
  readonly name: string
  readonly bytes: Uint8Array
  read(bytes: Uint8Array): boolean
}

/**
 * Decodes every golden row, drained states and saved streams with each bit changed and cut at each place, and then, until
 * the time is up, with random bytes put in, taken out and changed, and random bytes alone, under a checksum that fits: each
 * ends in a value or in a refusal that wrote nothing, in at most a second.
 */
export async function decode(budgetSeconds: number, seed = Date.now() | 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const rows = readdirSync(folder)
    .filter(file => file.endsWith('.bin'))
    .map((file): Specimen => {
      const forger = new Forger(goldenAggregates[file.split('.')[0]])
      return { name: file, bytes: new Uint8Array(readFileSync(new URL(file, folder))), read: row => forger.read(row) }
    })
  const saved = [...(await drainedSpecimens()), ...streamSpecimens()]
  const counted = { damaged: 0, values: 0, refusals: 0, random: 0, longest: 0 }
  for (const specimen of [...rows, ...saved]) counted.damaged += damageOf(specimen, 1)
  const random = randomly(seed)
  const memory = process.memoryUsage()
  let [heap, buffers] = [0, 0]
  do {
    // Rows are the most by far: every other turn is theirs.
    const { name, bytes, read } = random(2) === 0 ? rows[random(rows.length)] : saved[random(saved.length)]
    for (let k = 0; k < 200; k++) {
      const isRandom = random(2) === 0
      const wrong = isRandom ? randomBytes(bytes, random) : forged(bytes, random)
      const begun = performance.now()
      read(wrong) ? counted.values++ : counted.refusals++
      if (isRandom) counted.random++
      counted.longest = Math.max(counted.longest, performance.now() - begun)
      if (counted.longest > 1000) throw new Error(`${name} took ${counted.longest} ms: ${wrong}`)
    }
    await new Promise(resolve => setImmediate(resolve))
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    heap = Math.max(heap, heapUsed - memory.heapUsed)
    buffers = Math.max(buffers, arrayBuffers - memory.arrayBuffers)
  } while (performance.now() < until)
  const { damaged, values, refusals, longest } = counted
  const most = [heap, buffers].map(bytes => Math.round(bytes / 2 ** 20))
  return `decode: ${rows.length} golden rows, ${saved.length} drained states and saved streams, ${damaged} times damaged, all refused; ${values + refusals} forged, ${counted.random} of them random bytes: ${values} read, ${refusals} refused, the longest took ${longest.toFixed(0)} ms, at most ${most[0]} MB of heap and ${most[1]} MB of buffers more (seed ${seed})`
}

/** Changes each `step`th bit of a row and cuts it at each `step`th place; throws where one is not refused; gives how many. */
export function damage(aggregates: Aggregates, bytes: Uint8Array, step: number): number {
  const forger = new Forger(aggregates)
  return damageOf({ name: 'a row', bytes, read: row => forger.read(row) }, step)
}

function damageOf({ name, bytes, read }: Specimen, step: number): number {
  let times = 0
  const refused = (wrong: Uint8Array, what: string) => {
    if (read(wrong)) throw new Error(`${name} was read with ${what}: ${bytes}`)
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

const POINTS: readonly (readonly [time: number, value: number, key: string])[] = Array.from({ length: 40 }, (_, k) => [
  7_000 * k,
  k % 11,
  `series ${k % 3}`,
])
const KEPT = { n: count(), total: sum(), latency: tdigest({ compression: 20 }) }

/** What a rollup drained: refused, it leaves the one that was to absorb it as it was. */
async function drainedSpecimens(): Promise<Specimen[]> {
  const open = () => rollup({ aggregates: KEPT, maxAhead: 'forever', clock: () => 0 })
  const kept = await Promise.all([open(), open()])
  const [source, target] = kept
  const bytes = [1, POINTS.length].map(points => {
    for (const [time, value, key] of POINTS.slice(0, points)) source.add({ metric: 'm', time, value, tags: { key } })
    return source.drain()
  })
  const read = (wrong: Uint8Array) => {
    const { pending, series, absorbed } = target.stats()
    const code = codeOf(() => target.absorb(wrong))
    if (code === undefined) {
      target.drain()
      return true
    }
    // A forged window may lie where no point can be: that is refused as points are.
    check(code, wrong, ['TIDEMARK_AHEAD', 'TIDEMARK_EXPIRED', 'TIDEMARK_BACKPRESSURE'])
    const after = target.stats()
    if (after.pending !== pending || after.series !== series || after.absorbed !== absorbed)
      throw new Error(`a refusal left something of drained states: ${wrong}`)
    return false
  }
  return bytes.map((one, k) => ({ name: `drained states ${k}`, bytes: one, read }))
}

/** What streams saved: what is restored goes on, saves and ends. */
function streamSpecimens(): Specimen[] {
  const windows = [
    fixed('1m'),
    sliding({ size: '1m', every: '13s' }),
    sliding({ size: '2m', every: '5s' }),
    session({ gap: '5s' }),
  ]
  return windows.map(window => {
    const options: WindowedOptions<(typeof POINTS)[number], typeof KEPT> = {
      window,
      aggregates: KEPT,
      time: point => point[0],
      value: point => point[1],
      key: point => point[2],
      lateness: '1m',
    }
    const stream = windowed(options)
    stream.source('a').pushMany(POINTS.slice(0, 20))
    return {
      name: `a saved stream of ${window.name}`,
      bytes: stream.save(),
      read(wrong) {
        const code = codeOf(() => {
          const restored = windowed({ ...options, restore: wrong })
          windowed({ ...options, restore: restored.save() })
          codeOf(() => restored.pushMany(POINTS.slice(20)))
          codeOf(() => restored.finish())
        })
        if (code !== undefined) check(code, wrong)
        return code === undefined
      },
    }
  })
}

function check(code: string, bytes: Uint8Array, others: readonly string[] = []): void {
  if (!['TIDEMARK_DECODE', 'TIDEMARK_MISMATCH', ...others].includes(code)) throw new Error(`${code} for ${bytes}`)
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
    check(code, bytes)
    if (!this.#guarded.rowIsUntouched) throw new Error(`a refusal wrote into its row: ${bytes}`)
    return false
  }
}

/** Random bytes under a checksum that fits; half of them begin as what they are read as does. */
function randomBytes(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = new Uint8Array(4 + random(120))
  for (let k = 0; k < copy.length; k++) copy[k] = random(random(2) === 0 ? 4 : 256)
  if (random(2) === 0) copy.set(bytes.subarray(0, Math.min(copy.length, 2 + random(60))))
  return repaired(copy)
}

/** Bytes of which some were changed, put in or taken out, under a checksum that fits. */
function forged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
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
