import { isDeepStrictEqual } from 'node:util'
import type { Emit, Mode } from '../../src'
import type { Case } from './cases'
import type { Given, ModelPane, Setting } from './given'
import { Model } from './model'
import type { Cast, Command, Script } from './script'
import { type Late, Real, type Shown, type Subject } from './subject'

/** How much of a life was compared. */
export interface Compared {
  readonly commands: number
  readonly panes: number
}

export interface Kind {
  readonly at: Case
  readonly mode: Mode
  readonly emit: Emit
}

const FURTHEST = 4e15

/** Leads one life with a subject and with the model; throws on the first difference, in words. */
export function live(
  script: Script,
  kind: Kind,
  make: (setting: Setting) => Subject = setting => new Real(setting),
): Compared {
  const life = new Life(script, kind, make)
  for (const [c, command] of script.commands.entries()) life.lead(command, `command ${c} (${JSON.stringify(command)})`)
  return { commands: script.commands.length, panes: life.seen.length }
}

/** The setting of a script, whose durations are in units of what it is about. */
function settingOf(
  { outOfOrder, lateness, maxKeys, overflow, maxOpen, maxAhead }: Script,
  { at, mode, emit }: Kind,
  clock: () => number,
): Setting {
  return {
    ...{ window: at.window, mode, emit, maxKeys, maxOpen, clock },
    outOfOrder: outOfOrder === 'forever' ? Number.POSITIVE_INFINITY : outOfOrder * at.unit,
    lateness: lateness * at.unit,
    overflowKey: overflow ? 'overflow' : undefined,
    maxAhead: maxAhead === undefined ? Number.POSITIVE_INFINITY : maxAhead * at.unit,
  }
}

class Life {
  readonly seen: (readonly [Shown, ModelPane])[] = []
  readonly #unit: number
  readonly #setting: Setting
  readonly #model: Model
  #subject: Subject
  #now: number
  #wall = 0
  /** The last result of each window. */
  readonly #told = new Map<string, unknown>()
  /** How many late events were compared. */
  #late = 0

  constructor(script: Script, kind: Kind, make: (setting: Setting) => Subject) {
    this.#unit = kind.at.unit
    this.#now = kind.at.origin - 20 * this.#unit
    this.#setting = settingOf(script, kind, () => this.#now)
    this.#model = new Model(this.#setting)
    this.#subject = make(this.#setting)
  }

  lead(command: Command, where: string): void {
    if (command.do === 'pushMany') this.#pushMany(command, where)
    else if (command.do === 'push') this.#push(this.#eventOf(command.cast), command.source, where)
    else if (command.do === 'absorb') this.#absorb(command, where)
    else if (command.do === 'restore') {
      this.#subject = this.#subject.restored()
      this.#same(where, [], [])
    } else this.#both(where, subject => this.#tell(subject, command))
    if (command.do === 'tick') this.#wall += command.by * this.#unit
  }

  #tell(subject: Subject | Model, command: Command) {
    if (command.do === 'tick') return subject.tick(this.#wall + command.by * this.#unit)
    if (command.do === 'advance') return subject.advance(this.#now + command.ahead * this.#unit, command.source)
    if (command.do === 'idle') return subject.idle(command.source)
    if (command.do === 'finish') return subject.finish(command.source)
    throw new Error(`no such command: ${command.do}`)
  }

  #eventOf({ by, ago, key, value }: Cast): Given {
    this.#now = Math.min(this.#now + by * this.#unit, FURTHEST)
    return { time: this.#now - ago * this.#unit, key, value }
  }

  #push(given: Given, source: string | undefined, where: string): void {
    this.#both(where, subject => subject.push(given, source))
  }

  /** Where a push may be refused for want of room, the panes of those before it would be lost: one by one, then. */
  #pushMany({ casts, faulty, source }: Command & { do: 'pushMany' }, where: string): void {
    const { maxKeys, maxOpen, overflowKey } = this.#setting
    const list = casts.map(cast => this.#eventOf(cast))
    if (faulty) {
      const bad = [...list, { ...list[0], value: Number.NaN }]
      this.#same(where, this.#subject.pushMany(bad, source), 'TIDEMARK_INVALID_VALUE')
    } else if (maxOpen < 1000 || (maxKeys < 10 && overflowKey === undefined))
      for (const given of list) this.#push(given, source, where)
    else this.#both(where, subject => subject.pushMany(list, source))
  }

  #absorb({ which, source }: Command & { do: 'absorb' }, where: string): void {
    const full = this.#setting.mode === 'delta' ? this.seen : []
    const pane = full[full.length - 1 - (which % full.length)]
    if (!pane) return
    this.#same(where, this.#subject.absorb(pane[0], source), this.#model.absorb(pane[1], source))
  }

  #both(where: string, run: (subject: Subject | Model) => readonly Shown[] | string): void {
    this.#same(where, run(this.#subject), run(this.#model) as ModelPane[] | string)
  }

  #same(where: string, got: readonly Shown[] | string, wanted: ModelPane[] | string): void {
    same(`${where}: panes`, linesOf(got), linesOf(wanted))
    if (typeof got !== 'string' && typeof wanted !== 'string')
      for (const [p, pane] of got.entries()) this.#see(where, pane, wanted[p])
    const late = ({ lates }: Subject | Model) => lates.slice(this.#late).map(lateLine).join('\n')
    same(`${where}: late events`, late(this.#subject), late(this.#model))
    this.#late = this.#model.lates.length
    same(`${where}: stats`, statsLine(this.#subject), statsLine(this.#model))
  }

  /** What a retraction takes back is what was told, to the last bit: aggregates too that the model has not. */
  #see(where: string, pane: Shown, wanted: ModelPane): void {
    this.seen.push([pane, wanted])
    const place = `${pane.key} ${pane.start} ${pane.end}`
    if (pane.kind === 'result') this.#told.set(place, pane.value)
    else if (!isDeepStrictEqual(pane.value, this.#told.get(place)))
      throw new Error(`${where}: takes back ${JSON.stringify(pane)}, told was ${JSON.stringify(this.#told.get(place))}`)
  }
}

function same(where: string, got: string, wanted: string): void {
  if (got !== wanted) throw new Error(`${where} differ:\n${got || 'none'}\ninstead of:\n${wanted || 'none'}`)
}

function linesOf(panes: readonly Shown[] | string): string {
  return typeof panes === 'string' ? panes : panes.map(lineOf).join('\n')
}

/** All of a pane but its state, as one line. */
export function lineOf({ key, start, end, value, timing, kind, index, firstTime, lastTime }: Shown): string {
  const { n, sum, min, max, first, last } = value
  const values = [n, sum, min, max, first, last].join(' ')
  return `${JSON.stringify(key)} [${start}, ${end}) ${timing} ${kind} ${index}: ${values} of ${firstTime} to ${lastTime}`
}

function lateLine({ key, windows, lateBy, watermark }: Late): string {
  return `${JSON.stringify(key)} ${windows.map(({ start, end }) => `[${start}, ${end})`)} by ${lateBy} at ${watermark}`
}

function statsLine(subject: Subject | Model): string {
  const stats = subject.stats()
  const names = Object.keys(stats).sort() as (keyof typeof stats)[]
  return names.map(name => `${name} ${stats[name]}`).join(', ')
}
