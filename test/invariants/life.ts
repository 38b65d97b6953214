import { setImmediate as turn } from 'node:timers/promises'
import { memoryStore } from '../../src'
import type { Store } from '../../src/store/store'
import { toLadder } from '../../src/tier/ladder'
import { Asking } from './asking'
import { audit } from './audit'
import { CommitLog } from './controlled-store'
import type { TierMark } from './marks-model'
import { Offering } from './offering'
import { POLICIES } from './policies'
import { codeOf, same, total } from './same'
import type { Cast, Command, Script } from './script'
import { marksOf, type World, WriterModel } from './writer-model'

/** What a life amounted to. */
export interface Lived {
  readonly commands: number
  readonly answers: number
}

/** Lives a life; throws where an answer, a count, a mark or a position is not what the raw points and the policy say. */
export async function live(script: Script, wrap: (store: Store) => Store = store => store): Promise<Lived> {
  const life = new Life(script, wrap)
  await life.begin()
  for (const [c, command] of script.commands.entries())
    await life.act(command, `command ${c}, ${JSON.stringify(command)}`)
  await life.end()
  return { commands: script.commands.length, answers: life.answers }
}

class Life {
  readonly #world: World
  readonly #writers: WriterModel[]
  readonly #asking: Asking
  readonly #offering: Offering
  /** What was begun and not awaited, by writer; questions apart. */
  #underWay = new Set<Promise<void>>()
  #open = new Set<Promise<void>>()
  #fault: unknown

  constructor(script: Script, wrap: (store: Store) => Store) {
    const { tiers, sealDelay, start } = POLICIES[script.policy]
    const inner = memoryStore()
    this.#world = { script, tiers: toLadder(tiers, sealDelay), inner, commitLog: new CommitLog(), wrap, now: start }
    this.#writers = Array.from({ length: script.writers }, (_, w) => new WriterModel(this.#world, `w${w}`))
    this.#asking = new Asking(this.#world, this.#writers)
    this.#offering = new Offering(this.#world, async writer => {
      await this.#settle()
      writer.store.behaviors.length = 0
      await this.#flush(writer, true)
    })
  }

  get answers(): number {
    return this.#asking.answers
  }

  async begin(): Promise<void> {
    for (const writer of this.#writers) await writer.open()
  }

  async act(command: Command, where: string): Promise<void> {
    const writer = this.#writers[command.w % this.#writers.length]
    try {
      await this.#do(writer, command)
      this.#compareStats(writer)
      if (this.#fault !== undefined) throw this.#fault
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }

  async end(): Promise<void> {
    await this.#settle()
    for (const writer of this.#writers) {
      writer.store.behaviors.length = 0
      await this.#advance(writer, 0, true)
    }
    await this.#settle()
    for (const writer of this.#writers) await audit(this.#world, this.#writers, writer, this.#asking)
    if (this.#fault !== undefined) throw this.#fault
  }

  #do(writer: WriterModel, command: Command): Promise<void> | void {
    switch (command.do) {
      case 'add':
      case 'handle':
        return this.#offering.add(writer, command.cast, command.do === 'handle')
      case 'columns':
        return this.#offering.addColumns(writer, command.series, inOrder(command))
      case 'many':
        return this.#offering.addMany(writer, command.casts)
      case 'load':
        return this.#offering.load(writer, command.casts)
      case 'load columns':
        return this.#offering.loadColumns(writer, command.series, inOrder(command))
      case 'faulty':
        return this.#offering.offerFaulty(writer, command.how, command.batch)
      case 'flush':
        return this.#flush(writer, command.wait, command.position)
      case 'advance':
        return this.#advance(writer, command.by, command.wait)
      case 'ask':
        return this.#ask(this.#asking.wish(writer, command.wish), command.wait)
      case 'behavior':
        writer.store.behaviors.push(command.behavior)
        return
      case 'release':
        writer.store.release()
        return
      case 'settle':
        return this.#settle()
      case 'reopen':
        return this.#reopen(writer, command.how)
    }
  }

  #flush(writer: WriterModel, wait: boolean, position?: number): Promise<void> {
    const { store, api } = writer
    const said = position === undefined ? undefined : { at: position }
    const failures = store.failures
    const done = api.flush({ position: said })
    const wanted = writer.freeze(position === undefined ? undefined : { at: position })
    if (said) said.at = -1 // its owner goes on with it
    const check = done.then(
      () => {
        if (writer.api !== api) return
        if ((this.#world.commitLog.deltas[writer.key] ?? 0) < wanted)
          throw new Error('a flush resolved before its points were committed')
        same('the position', JSON.stringify(api.position), JSON.stringify(writer.position()))
      },
      error => this.#failed(writer, api, error, store.failures > failures),
    )
    return this.#start(check, wait)
  }

  #advance(writer: WriterModel, by: number, wait: boolean): Promise<void> {
    const { store, api } = writer
    const at = this.#world.now + by * POLICIES[this.#world.script.policy].tick
    this.#world.now = Math.max(this.#world.now, at)
    const failures = store.failures
    const done = api.advance(at)
    writer.freeze()
    writer.advance(at)
    const check = done.then(
      ({ blocked }) => {
        if (writer.api !== api) return
        same('what is held back', blocked.length, 0)
        if (writer.latest <= at) writer.unsure = false
        writer.marks = writer.unsure
          ? marksOf(this.#world, writer, this.#world.commitLog.latest)
          : writer.marksAfter(at)
      },
      error => {
        this.#failed(writer, api, error, store.failures > failures)
        if (writer.api === api) writer.unsure = true
      },
    )
    return this.#start(check, wait)
  }

  #failed(writer: WriterModel, api: unknown, error: unknown, injected: boolean): void {
    const code = codeOf(error)
    if (writer.api !== api && code === 'TIDEMARK_FENCED') return
    if (!injected || code !== 'TIDEMARK_STORE') throw error
  }

  /** A question needs no commit to be done: it is awaited while the store holds one back. */
  #ask(checked: Promise<void>, wait: boolean): Promise<void> {
    const kept = this.#keep(this.#open, checked)
    return wait ? kept : Promise.resolve()
  }

  async #reopen(writer: WriterModel, how: 'close' | 'abandon'): Promise<void> {
    await this.#settleAll(this.#open)
    if (how === 'close') {
      await this.#settle()
      writer.store.behaviors.length = 0
      writer.freeze()
      await writer.api.close()
      await writer.api.close()
    }
    const { store } = writer
    await writer.open()
    store.behaviors.length = 0 // who was taken over is let go, to find that out
    store.release()
    same('the position', JSON.stringify(writer.api.position), JSON.stringify(writer.position()))
  }

  #start(check: Promise<void>, wait: boolean): Promise<void> {
    const kept = this.#keep(this.#underWay, check)
    return wait ? this.#driven(kept) : Promise.resolve()
  }

  #keep(among: Set<Promise<void>>, check: Promise<void>): Promise<void> {
    const kept = check
      .catch(error => {
        this.#fault ??= error
      })
      .finally(() => among.delete(kept))
    among.add(kept)
    return kept
  }

  /** Awaits while the stores let go of whatever they hold. */
  async #driven(promise: Promise<unknown>): Promise<void> {
    let done = false
    promise.finally(() => {
      done = true
    })
    while (!done) {
      for (const { store } of this.#writers) store.release()
      await turn()
    }
  }

  async #settleAll(among: Set<Promise<void>>): Promise<void> {
    await this.#driven(Promise.all(among))
  }

  /** All that was begun ends; then the marks, the positions and what is pending are what the policy says. */
  async #settle(): Promise<void> {
    await this.#settleAll(this.#underWay)
    await this.#settleAll(this.#open)
    for (const writer of this.#writers) {
      const marks = marksOf(this.#world, writer, this.#world.commitLog.latest)
      if (writer.unsure) writer.takeMarks(marks)
      same(`the marks of ${writer.writer}`, bare(marks), bare(writer.marks))
    }
  }

  #compareStats(writer: WriterModel): void {
    const { offered, accepted, expired, rejected, late, overflowed, series, pending } = writer.api.stats()
    const { maxPending, maxSeries } = this.#world.script
    const counted = { offered, accepted, expired, rejected: total(rejected), late, overflowed }
    same('what is counted', JSON.stringify(counted), JSON.stringify(writer.counted))
    same('conservation', offered, accepted + total(rejected) + expired)
    same('how many series there are', series, writer.index.length)
    if (pending > maxPending) throw new Error(`${pending} rows are pending, more than ${maxPending}`)
    if (series > 2 * maxSeries) throw new Error(`${series} series, more than twice ${maxSeries}`)
    if (this.#underWay.size === 0 && writer.store.failures === 0) same('what is pending', pending, writer.rowsPending())
  }
}

function inOrder({ casts, sorted }: { casts: readonly Cast[]; sorted: boolean }): readonly Cast[] {
  return sorted ? [...casts].sort((a, b) => b.ago - a.ago) : casts
}

const bare = (marks: readonly TierMark[]) => JSON.stringify(marks.map(({ sealed, dropped }) => [sealed, dropped]))
