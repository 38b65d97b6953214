import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { randomFrom } from '../../support/random'
import { Child } from './child'
import { Positions } from './positions'
import { compareFile, Truth } from './truth'

/** What a process that wants to own the writer is told. */
export interface OwnerOptions {
  readonly file: string
  readonly seed: number
  /** What it does by chance. */
  readonly own: number
  readonly events: number
}

/** How much a contested load covered. */
export interface ContestedLoadResult {
  takeovers: number
  /** Owners that were refused while they loaded. */
  fenced: number
  /** What zombies tried after that, all of it refused. */
  refused: number
  /** How often a process was stopped, and went on later. */
  stops: number
  events: number
  windows: number
}

/** How a load runs. */
export interface ContestedLoadOptions extends Pick<OwnerOptions, 'seed' | 'events'> {
  /** Where its database lies. */
  readonly folder: string
  /** The owner, bundled. */
  readonly program: string
  readonly owners: number
  /** When it ends where its source is not through by then, by `performance.now()`. */
  readonly until: number
}

const MAX_STOP = 60

/**
 * Loads a source by several processes that take each other over, while one or another is stopped and goes on later; compares what
 * is there in the end with the raw events. Throws if it differs, or if a zombie was not refused.
 */
export async function contestedLoad({
  seed,
  events,
  folder,
  program,
  owners,
  until,
}: ContestedLoadOptions): Promise<ContestedLoadResult> {
  const random = randomFrom(seed)
  const file = join(folder, `taken-${seed}.db`)
  const children = Array.from(
    { length: owners },
    (_, k) => new Child(program, { file, seed, own: seed * owners + k, events }),
  )
  let over = false
  const ended = Promise.all(children.map(child => child.ended)).finally(() => {
    over = true
  })
  ended.catch(() => {}) // it is awaited below
  let stops = 0
  while (!over && performance.now() < until) {
    const child = children[Math.floor(random() * owners)]
    child.signal('SIGSTOP')
    stops++
    await pause(random() * MAX_STOP)
    child.signal('SIGCONT')
    await pause(random() * MAX_STOP)
  }
  for (const child of children) child.signal('SIGKILL')
  const positions = new Positions()
  const lines = (await ended).flatMap(({ lines }) => lines)
  positions.follow(lines)
  const { at, windows } = await compareFile(file, new Truth(seed))
  positions.found(at)
  const numbers = (word: string) =>
    lines.filter(line => line.startsWith(`${word} `)).map(line => Number(line.split(' ')[1]))
  return {
    takeovers: Math.max(0, numbers('owns').length - 1),
    fenced: numbers('fenced').length,
    refused: numbers('refused').reduce((sum, n) => sum + n, 0),
    stops,
    events: at,
    windows,
  }
}
