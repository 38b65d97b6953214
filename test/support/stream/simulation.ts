import { isDeepStrictEqual } from 'node:util'
import type { Emit, Mode } from '../../../src'
import type { WindowCase } from './cases'
import type { ModelPane, StreamConfig, TestEvent } from './events'
import { StreamModel } from './model'
import { type Late, RealStream, type ResultPane, type Subject } from './subject'
import type { Command, EventSpec, StreamWorkload } from './workload'

/** How much a simulation compared. */
export interface StreamSimulationResult {
  readonly commands: number
  readonly panes: number
}

export interface StreamCase {
  readonly at: WindowCase
  readonly mode: Mode
  readonly emit: Emit
}

const FURTHEST = 4e15

/** Runs a workload on a subject and on the model. Throws on the first difference. */
export function simulateStream(
  workload: StreamWorkload,
  kind: StreamCase,
  make: (config: StreamConfig) => Subject = config => new RealStream(config),
): StreamSimulationResult {
  const simulation = new StreamSimulation(workload, kind, make)
  for (const [c, command] of workload.commands.entries())
    simulation.run(command, `command ${c} (${JSON.stringify(command)})`)
  return { commands: workload.commands.length, panes: simulation.seen.length }
}

/** The configuration of a workload; its durations are in units of the window case. */
function configOf(
  { outOfOrder, lateness, maxKeys, overflow, maxOpen, maxAhead }: StreamWorkload,
  { at, mode, emit }: StreamCase,
  clock: () => number,
): StreamConfig {
  return {
    ...{ window: at.window, mode, emit, maxKeys, maxOpen, clock },
    outOfOrder: outOfOrder === 'forever' ? Number.POSITIVE_INFINITY : outOfOrder * at.unit,
    lateness: lateness * at.unit,
    overflowKey: overflow ? 'overflow' : undefined,
    maxAhead: maxAhead === undefined ? Number.POSITIVE_INFINITY : maxAhead * at.unit,
  }
}

class StreamSimulation {
  readonly seen: (readonly [ResultPane, ModelPane])[] = []
  readonly #unit: number
  readonly #config: StreamConfig
  readonly #model: StreamModel
  #subject: Subject
  #now: number
  #wall = 0
  /** The last result of each window. */
  readonly #lastResults = new Map<string, unknown>()
  /** How many late events were compared. */
  #late = 0

  constructor(workload: StreamWorkload, kind: StreamCase, make: (config: StreamConfig) => Subject) {
    this.#unit = kind.at.unit
    this.#now = kind.at.origin - 20 * this.#unit
    this.#config = configOf(workload, kind, () => this.#now)
    this.#model = new StreamModel(this.#config)
    this.#subject = make(this.#config)
  }

  run(command: Command, where: string): void {
    if (command.do === 'pushMany') this.#pushMany(command, where)
    else if (command.do === 'push') this.#push(this.#eventOf(command.event), command.source, where)
    else if (command.do === 'absorb') this.#absorb(command, where)
    else if (command.do === 'restore') {
      this.#subject = this.#subject.restored()
      this.#same(where, [], [])
    } else this.#both(where, subject => this.#apply(subject, command))
    if (command.do === 'tick') this.#wall += command.by * this.#unit
  }

  #apply(subject: Subject | StreamModel, command: Command) {
    if (command.do === 'tick') return subject.tick(this.#wall + command.by * this.#unit)
    if (command.do === 'advance') return subject.advance(this.#now + command.ahead * this.#unit, command.source)
    if (command.do === 'idle') return subject.idle(command.source)
    if (command.do === 'finish') return subject.finish(command.source)
    throw new Error(`no such command: ${command.do}`)
  }

  #eventOf({ by, ago, key, value }: EventSpec): TestEvent {
    this.#now = Math.min(this.#now + by * this.#unit, FURTHEST)
    return { time: this.#now - ago * this.#unit, key, value }
  }

  #push(event: TestEvent, source: string | undefined, where: string): void {
    this.#both(where, subject => subject.push(event, source))
  }

  /** Pushes events one by one if a batch may exceed a bound: a refused batch would lose the panes of the events before it. */
  #pushMany({ events, faulty, source }: Command & { do: 'pushMany' }, where: string): void {
    const { maxKeys, maxOpen, overflowKey } = this.#config
    const list = events.map(event => this.#eventOf(event))
    if (faulty) {
      const bad = [...list, { ...list[0], value: Number.NaN }]
      this.#same(where, this.#subject.pushMany(bad, source), 'TIDEMARK_INVALID_VALUE')
    } else if (maxOpen < 1000 || (maxKeys < 10 && overflowKey === undefined))
      for (const event of list) this.#push(event, source, where)
    else this.#both(where, subject => subject.pushMany(list, source))
  }

  #absorb({ which, source }: Command & { do: 'absorb' }, where: string): void {
    const full = this.#config.mode === 'delta' ? this.seen : []
    const pane = full[full.length - 1 - (which % full.length)]
    if (!pane) return
    this.#same(where, this.#subject.absorb(pane[0], source), this.#model.absorb(pane[1], source))
  }

  #both(where: string, run: (subject: Subject | StreamModel) => readonly ResultPane[] | string): void {
    this.#same(where, run(this.#subject), run(this.#model) as ModelPane[] | string)
  }

  #same(where: string, got: readonly ResultPane[] | string, wanted: ModelPane[] | string): void {
    assertSameLines(`${where}: panes`, linesOf(got), linesOf(wanted))
    if (typeof got !== 'string' && typeof wanted !== 'string')
      for (const [p, pane] of got.entries()) this.#see(where, pane, wanted[p])
    const late = ({ lateEvents }: Subject | StreamModel) => lateEvents.slice(this.#late).map(lateLine).join('\n')
    assertSameLines(`${where}: late events`, late(this.#subject), late(this.#model))
    this.#late = this.#model.lateEvents.length
    assertSameLines(`${where}: stats`, statsLine(this.#subject), statsLine(this.#model))
  }

  /** A retraction repeats the last result to the last bit, including aggregates that the model lacks. */
  #see(where: string, pane: ResultPane, wanted: ModelPane): void {
    this.seen.push([pane, wanted])
    const place = `${pane.key} ${pane.start} ${pane.end}`
    if (pane.kind === 'result') this.#lastResults.set(place, pane.value)
    else if (!isDeepStrictEqual(pane.value, this.#lastResults.get(place)))
      throw new Error(
        `${where}: retracts ${JSON.stringify(pane)}, the last result was ${JSON.stringify(this.#lastResults.get(place))}`,
      )
  }
}

function assertSameLines(where: string, got: string, wanted: string): void {
  if (got !== wanted) throw new Error(`${where} differ:\n${got || 'none'}\ninstead of:\n${wanted || 'none'}`)
}

function linesOf(panes: readonly ResultPane[] | string): string {
  return typeof panes === 'string' ? panes : panes.map(lineOf).join('\n')
}

/** All of a pane but its state, as one line. */
export function lineOf({ key, start, end, value, timing, kind, index, firstTime, lastTime }: ResultPane): string {
  const { n, sum, min, max, first, last } = value
  const values = [n, sum, min, max, first, last].join(' ')
  return `${JSON.stringify(key)} [${start}, ${end}) ${timing} ${kind} ${index}: ${values} of ${firstTime} to ${lastTime}`
}

function lateLine({ key, windows, lateBy, watermark }: Late): string {
  return `${JSON.stringify(key)} ${windows.map(({ start, end }) => `[${start}, ${end})`)} by ${lateBy} at ${watermark}`
}

function statsLine(subject: Subject | StreamModel): string {
  const stats = subject.stats()
  const names = Object.keys(stats).sort() as (keyof typeof stats)[]
  return names.map(name => `${name} ${stats[name]}`).join(', ')
}
