import { readdirSync, readFileSync } from 'node:fs'
import type { Aggregates } from '../../src/aggregate/aggregate'
import { createCodec } from '../../src/codec/codec'
import { count, fixed, rollup, session, sliding, sum, tdigest, type WindowedOptions, windowed } from '../../src/index'
import { goldenDrained, goldenStreams, makeRollup, makeStream } from '../golden/saved'
import { goldenAggregates } from '../golden/specimens'
import { codeOf, Guarded } from '../support/encoded-rows'
import { damageOf } from './forged/damage'
import { forge } from './forged/forge'
import { type Specimen, Watch } from './forged/watch'
import { goalOf } from './run/goal'

const folder = new URL('../golden/v1/', import.meta.url)

/**
 * Decodes every golden row, drained states and saved streams with each bit changed and cut at each place, all of them
 * whatever the budget, and then forged bytes under a checksum that fits, for the budget or as many as FORGED asks for:
 * each ends in a value or in a refusal that wrote nothing, in bounded time and memory.
 */
export async function decode(budgetSeconds: number, seed = Date.now() | 1): Promise<string> {
  const rows = readdirSync(folder)
    .filter(file => file.endsWith('.bin'))
    .map((file): Specimen => {
      const forger = new Forger(goldenAggregates[file.split('.')[0]])
      return { name: file, bytes: new Uint8Array(readFileSync(new URL(file, folder))), read: row => forger.read(row) }
    })
  const golden = [...(await goldenDrainedStates()), ...goldenSavedStreams()]
  const saved = [...(await drainedSpecimens()), ...streamSpecimens()]
  const watch = new Watch()
  const damaged = { bits: 0, cuts: 0 }
  for (const specimen of [...rows, ...golden, ...saved]) {
    const { bits, cuts } = damageOf(specimen, 1, watch)
    damaged.bits += bits
    damaged.cuts += cuts
  }
  const goal = goalOf('decode', budgetSeconds)
  const { random, changed, taken } = await forge([rows, saved], watch, goal.isReached, seed)
  const [ms, megabytes] = [watch.longest, watch.most / 2 ** 20].map(Math.ceil)
  return `decode: all ${rows.length} golden rows, ${golden.length} golden drained states and saved streams and ${saved.length} others, with every bit changed (${damaged.bits}) and cut at every place (${damaged.cuts}): all refused; ${random} strings of random bytes and ${changed} of changed ones, under a checksum that fits: ${taken} read, ${random + changed - taken} refused; none took more than ${ms} ms of the processor or ${megabytes} MB (seed ${seed})`
}

/** Changes each `step`th bit of a row and cuts it at each `step`th place; throws if one is not refused; returns how many. */
export function damage(aggregates: Aggregates, bytes: Uint8Array, step: number): number {
  const forger = new Forger(aggregates)
  const { bits, cuts } = damageOf({ name: 'a row', bytes, read: row => forger.read(row) }, step, new Watch())
  return bits + cuts
}

const goldenBytes = (file: string) => new Uint8Array(readFileSync(new URL(`${file}.bin`, folder)))

async function goldenDrainedStates(): Promise<Specimen[]> {
  return Promise.all(
    Object.entries(goldenDrained).map(async ([name, specimen]): Promise<Specimen> => {
      const api = await makeRollup(specimen)
      return { name, bytes: goldenBytes(`drained/${name}`), read: wrong => isTaken(() => api.absorb(wrong), wrong) }
    }),
  )
}

function goldenSavedStreams(): Specimen[] {
  return Object.entries(goldenStreams).map(([name, specimen]) => ({
    name,
    bytes: goldenBytes(`streams/${name}`),
    read: wrong => isTaken(() => makeStream(specimen, wrong), wrong),
  }))
}

function isTaken(read: () => unknown, wrong: Uint8Array): boolean {
  const code = codeOf(read)
  if (code !== undefined) check(code, wrong)
  return code === undefined
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
    this.#codec = createCodec(this.#guarded.frame.schema)
  }

  /** Whether the bytes are read; throws if a refusal wrote something, or if what was read does not come back. */
  read(bytes: Uint8Array): boolean {
    const { frame } = this.#guarded
    const code = codeOf(() => this.#codec.decode(bytes, frame, 1))
    if (!this.#guarded.neighborsAreUnchanged) throw new Error(`decoding wrote beside its row: ${bytes}`)
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
    if (!this.#guarded.rowIsUnchanged) throw new Error(`a refusal wrote into its row: ${bytes}`)
    return false
  }
}
