import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { randomFrom } from '../../support/random'
import { Child } from './child'
import { Positions } from './positions'
import { compareFile, Truth } from './truth'

/** What a loading process is told. */
export interface LoaderOptions {
  readonly file: string
  readonly seed: number
  /** How many events the source has. */
  readonly events: number
  /** How events and their position are committed: only `together` is right; the others must be seen to be wrong. */
  readonly way: 'together' | 'position first' | 'states first' | 'without transactions'
  readonly synchronous: 'full' | 'normal'
  /** Before which of its statements it kills itself. */
  readonly dieAt?: number | undefined
}

/** How a load runs. */
export interface KilledLoadOptions extends Pick<LoaderOptions, 'seed' | 'events' | 'way'> {
  /** Where its database lies. */
  readonly folder: string
  /** The loading process, bundled. */
  readonly program: string
  /** Whether to end it now, though its source is not through: asked once after each kill. */
  readonly enough: () => boolean
  /** Before which statement the process dies, instead of at a random moment. */
  readonly dieAt?: (kill: number) => number
}

/** How much a killed load covered. */
export interface KilledLoadResult {
  kills: number
  /** Kills of a process that had committed something. */
  afterCommit: number
  /** Kills between a BEGIN and the end of its COMMIT. */
  withinCommit: number
  events: number
  /** Windows compared. */
  windows: number
}

const COMPARED_AFTER_A_KILL = 0.25
const KILLED_AT_OPENING = 0.125

/**
 * Loads a source by a process that is killed again and again, and resumes each time at the position that was committed; compares
 * what is there with the raw events, after some of the kills and at the end. Throws if anything differs.
 */
export async function killedLoad(options: KilledLoadOptions): Promise<KilledLoadResult> {
  const { seed, events, way, folder, program, enough, dieAt } = options
  const random = randomFrom(seed)
  const file = join(folder, `killed-${seed}.db`)
  const truth = new Truth(seed)
  const positions = new Positions()
  const sum: KilledLoadResult = { kills: 0, afterCommit: 0, withinCommit: 0, events: 0, windows: 0 }
  const synchronous = seed % 2 === 0 ? 'full' : 'normal'
  for (let over = false; !over; ) {
    const child = new Child(program, { file, seed, events, way, synchronous, dieAt: dieAt?.(sum.kills) })
    if (!dieAt) await killSoon(child, random)
    const { lines, killed } = await child.ended
    positions.follow(lines)
    over = !killed || enough()
    if (killed) add(sum, lines)
    if (!over && random() >= COMPARED_AFTER_A_KILL) continue
    const { at, windows } = await compareFile(file, truth)
    positions.found(at)
    if (!killed && at !== events) throw new Error(`a load of ${events} events ended at ${at}`)
    sum.events = at
    sum.windows += windows
  }
  return sum
}

/** Kills a process 5 to 150 ms after it began to load, mostly sooner than later, or while it opens its database. */
async function killSoon(child: Child, random: () => number): Promise<void> {
  const opening = random() < KILLED_AT_OPENING
  await child.heard(opening ? 'opening' : 'loading')
  await pause(opening ? random() * 10 : 5 * 30 ** random())
  child.signal('SIGKILL')
}

function add(sum: KilledLoadResult, lines: readonly string[]): void {
  const loading = lines.findIndex(line => line.startsWith('loading'))
  const steps = lines.filter(line => line === 'begin' || line === 'end')
  sum.kills++
  if (loading >= 0 && lines.includes('end', loading)) sum.afterCommit++
  if (steps.at(-1) === 'begin') sum.withinCommit++
}
