import { setImmediate as turn } from 'node:timers/promises'
import { memoryStore } from '../../../src'
import type { Store } from '../../../src/store/store'
import { toLadder } from '../../../src/tier/ladder'
import { assertEqual, errorCode, totalRejected } from '../assert-equal'
import type { TierMark } from '../models/marks-model'
import { marksOf, type SimulationContext, WriterModel } from '../models/writer-model'
import { audit } from './audit'
import { CommitLog } from './controlled-store'
import { IngestChecker } from './ingest-checker'
import { QueryChecker } from './query-checker'
import { SCENARIOS } from './scenarios'
import type { Command, PointSpec, Workload } from './workload'

/** How much a simulation compared. */
export interface SimulationResult {
  readonly commands: number
  readonly answers: number
}

/** Runs a workload. Throws if an answer, a count, a mark or a position differs from what the raw points and the scenario imply. */
export async function simulate(
  workload: Workload,
  wrap: (store: Store) => Store = store => store,
): Promise<SimulationResult> {
  const simulation = new Simulation(workload, wrap)
  await simulation.start()
  for (const [c, command] of workload.commands.entries())
    await simulation.run(command, `command ${c}, ${JSON.stringify(command)}`)
  await simulation.finish()
  return { commands: workload.commands.length, answers: simulation.answers }
}

class Simulation {
  readonly #context: SimulationContext
  readonly #writers: WriterModel[]
  readonly #queries: QueryChecker
  readonly #ingest: IngestChecker
  /** Flushes and advances that were started and not awaited. */
  #pending = new Set<Promise<void>>()
  #pendingQueries = new Set<Promise<void>>()
  #fault: unknown

  constructor(workload: Workload, wrap: (store: Store) => Store) {
    const { tiers, sealDelay, start } = SCENARIOS[workload.scenario]
    const inner = memoryStore()
    this.#context = { workload, tiers: toLadder(tiers, sealDelay), inner, commitLog: new CommitLog(), wrap, now: start }
    this.#writers = Array.from({ length: workload.writers }, (_, w) => new WriterModel(this.#context, `w${w}`))
    this.#queries = new QueryChecker(this.#context, this.#writers)
    this.#ingest = new IngestChecker(this.#context, async writer => {
      await this.#awaitAll()
      writer.store.behaviors.length = 0
      await this.#flush(writer, true)
    })
  }

  get answers(): number {
    return this.#queries.answers
  }

  async start(): Promise<void> {
    for (const writer of this.#writers) await writer.open()
  }

  async run(command: Command, where: string): Promise<void> {
    const writer = this.#writers[command.w % this.#writers.length]
    try {
      await this.#do(writer, command)
      this.#compareStats(writer)
      if (this.#fault !== undefined) throw this.#fault
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }

  async finish(): Promise<void> {
    await this.#awaitAll()
    for (const writer of this.#writers) {
      writer.store.behaviors.length = 0
      await this.#advance(writer, 0, true)
    }
    await this.#awaitAll()
    for (const writer of this.#writers) await audit(this.#context, this.#writers, writer, this.#queries)
    if (this.#fault !== undefined) throw this.#fault
  }

  #do(writer: WriterModel, command: Command): Promise<void> | void {
    switch (command.do) {
      case 'add':
      case 'handle':
        return this.#ingest.add(writer, command.point, command.do === 'handle')
      case 'columns':
        return this.#ingest.addColumns(writer, command.series, inOrder(command))
      case 'many':
        return this.#ingest.addMany(writer, command.points)
      case 'load':
        return this.#ingest.load(writer, command.points)
      case 'load columns':
        return this.#ingest.loadColumns(writer, command.series, inOrder(command))
      case 'faulty':
        return this.#ingest.offerFaulty(writer, command.how, command.batch)
      case 'flush':
        return this.#flush(writer, command.wait, command.position)
      case 'advance':
        return this.#advance(writer, command.by, command.wait)
      case 'query':
        return this.#startQuery(this.#queries.query(writer, command.query), command.wait)
      case 'behavior':
        writer.store.behaviors.push(command.behavior)
        return
      case 'release':
        writer.store.release()
        return
      case 'await all':
        return this.#awaitAll()
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
    if (said) said.at = -1 // the caller may change its object afterwards
    const check = done.then(
      () => {
        if (writer.api !== api) return
        if ((this.#context.commitLog.deltas[writer.key] ?? 0) < wanted)
          throw new Error('a flush resolved before its points were committed')
        assertEqual('the position', JSON.stringify(api.position), JSON.stringify(writer.position()))
      },
      error => this.#failed(writer, api, error, store.failures > failures),
    )
    return this.#start(check, wait)
  }

  #advance(writer: WriterModel, by: number, wait: boolean): Promise<void> {
    const { store, api } = writer
    const at = this.#context.now + by * SCENARIOS[this.#context.workload.scenario].tick
    this.#context.now = Math.max(this.#context.now, at)
    const failures = store.failures
    const done = api.advance(at)
    writer.freeze()
    writer.advance(at)
    const check = done.then(
      ({ blocked }) => {
        if (writer.api !== api) return
        assertEqual('the number of blocked rows', blocked.length, 0)
        if (writer.latest <= at) writer.marksUnknown = false
        writer.marks = writer.marksUnknown
          ? marksOf(this.#context, writer, this.#context.commitLog.latest)
          : writer.marksAfter(at)
      },
      error => {
        this.#failed(writer, api, error, store.failures > failures)
        if (writer.api === api) writer.marksUnknown = true
      },
    )
    return this.#start(check, wait)
  }

  #failed(writer: WriterModel, api: unknown, error: unknown, injected: boolean): void {
    const code = errorCode(error)
    if (writer.api !== api && code === 'TIDEMARK_FENCED') return
    if (!injected || code !== 'TIDEMARK_STORE') throw error
  }

  /** A query needs no commit to resolve, so it is awaited even while the store holds one back. */
  #startQuery(checked: Promise<void>, wait: boolean): Promise<void> {
    const kept = this.#keep(this.#pendingQueries, checked)
    return wait ? kept : Promise.resolve()
  }

  async #reopen(writer: WriterModel, how: 'close' | 'abandon'): Promise<void> {
    await this.#awaitEach(this.#pendingQueries)
    if (how === 'close') {
      await this.#awaitAll()
      writer.store.behaviors.length = 0
      writer.freeze()
      await writer.api.close()
      await writer.api.close()
    }
    const { store } = writer
    await writer.open()
    store.behaviors.length = 0 // the writer that was taken over continues, and finds that out
    store.release()
    assertEqual('the position', JSON.stringify(writer.api.position), JSON.stringify(writer.position()))
  }

  #start(check: Promise<void>, wait: boolean): Promise<void> {
    const kept = this.#keep(this.#pending, check)
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

  /** Awaits a promise while the stores release every commit that they hold back. */
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

  async #awaitEach(among: Set<Promise<void>>): Promise<void> {
    await this.#driven(Promise.all(among))
  }

  /** Awaits everything that was started. Then the marks must be those that the scenario implies. */
  async #awaitAll(): Promise<void> {
    await this.#awaitEach(this.#pending)
    await this.#awaitEach(this.#pendingQueries)
    for (const writer of this.#writers) {
      const marks = marksOf(this.#context, writer, this.#context.commitLog.latest)
      if (writer.marksUnknown) writer.takeMarks(marks)
      assertEqual(`the marks of ${writer.writer}`, frontiers(marks), frontiers(writer.marks))
    }
  }

  #compareStats(writer: WriterModel): void {
    const { offered, accepted, expired, rejected, late, overflowed, series, pending } = writer.api.stats()
    const { maxPending, maxSeries } = this.#context.workload
    const counted = { offered, accepted, expired, rejected: totalRejected(rejected), late, overflowed }
    assertEqual('the counters', JSON.stringify(counted), JSON.stringify(writer.counted))
    assertEqual('conservation', offered, accepted + totalRejected(rejected) + expired)
    assertEqual('the number of series', series, writer.index.length)
    if (pending > maxPending) throw new Error(`${pending} rows are pending, more than ${maxPending}`)
    if (series > 2 * maxSeries) throw new Error(`${series} series, more than twice ${maxSeries}`)
    if (this.#pending.size === 0 && writer.store.failures === 0)
      assertEqual('the number of pending rows', pending, writer.rowsPending())
  }
}

function inOrder({ points, sorted }: { points: readonly PointSpec[]; sorted: boolean }): readonly PointSpec[] {
  return sorted ? [...points].sort((a, b) => b.ago - a.ago) : points
}

const frontiers = (marks: readonly TierMark[]) => JSON.stringify(marks.map(({ sealed, dropped }) => [sealed, dropped]))
