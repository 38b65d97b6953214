import { isDeepStrictEqual } from 'node:util'
import {
  count,
  first,
  type LateEvent,
  last,
  max,
  min,
  moments,
  type Pane,
  type StreamStats,
  sum,
  tdigest,
  windowed,
} from '../../../src'
import { errorCode } from '../assert-equal'
import type { Folded, StreamConfig, TestEvent } from './events'

export type ResultPane = Pane<Folded>
export type Late = Omit<LateEvent<unknown>, 'event'>

/** What a simulation runs: the operator, the model, or a broken one. A refused call returns the code of its error. */
export interface Subject {
  readonly lateEvents: readonly Late[]
  push(event: TestEvent, source?: string): readonly ResultPane[] | string
  pushMany(list: readonly TestEvent[], source?: string): readonly ResultPane[] | string
  absorb(pane: any, source?: string): readonly ResultPane[] | string
  advance(to: number, source?: string): readonly ResultPane[] | string
  idle(source: string): readonly ResultPane[] | string
  finish(source?: string): readonly ResultPane[] | string
  tick(now: number): readonly ResultPane[] | string
  stats(): StreamStats
  /** A subject that was restored from what this one saved. */
  restored(): Subject
}

const exact = { n: count(), sum: sum(), min: min(), max: max(), first: first(), last: last() }
const rich = { ...exact, moments: moments(), digest: tdigest({ compression: 20 }) }

/** A value for the rich aggregates, so that their state depends on every rounding; `round` makes it an integer again. */
const roughOf = ({ value, time }: TestEvent) => value / 7 + (time % 97) * 1e-6
const round = ({ n, sum, min, max, first, last }: Folded): Folded => {
  const [total, ...others] = [sum, min, max, first, last].map(value => Math.round(value * 7))
  return { n, sum: total, min: others[0], max: others[1], first: others[2], last: others[3] }
}

type Operator = ReturnType<typeof windowed<TestEvent, typeof rich, Folded>>

/** The operator itself. After a restore the original runs beside the restored one, and both must stay equal. */
export class RealStream implements Subject {
  readonly lateEvents: Late[] = []
  readonly #options: (lateEvents: Late[]) => Parameters<typeof windowed<TestEvent, typeof rich, Folded>>[0]
  readonly #withState: boolean
  #op: Operator
  #unbroken: Operator | undefined
  #pushed: readonly unknown[] = []

  constructor(config: StreamConfig, aggregates: 'exact' | 'rich' = 'exact') {
    const { outOfOrder, maxAhead, clock, ...options } = config
    const isRich = aggregates === 'rich'
    this.#withState = config.mode === 'delta'
    this.#options = lateEvents => ({
      ...options,
      aggregates: isRich ? rich : (exact as typeof rich),
      outOfOrder: outOfOrder === Number.POSITIVE_INFINITY ? 'forever' : outOfOrder,
      ...(maxAhead === Number.POSITIVE_INFINITY ? {} : { maxAhead, clock }),
      time: event => event.time,
      key: event => event.key,
      value: event => (isRich && Number.isFinite(event.value) ? roughOf(event) : event.value),
      select: ({ moments, digest, ...values }) =>
        isRich
          ? {
              ...round(values),
              rough: values,
              moments: { ...moments },
              quantiles: [0, 0.1, 0.5, 0.99, 1].map(q => digest.quantile(q)),
            }
          : values,
      onLate: ({ event, ...late }) => {
        if (!this.#pushed.includes(event)) throw new Error('onLate receives another event than the pushed one')
        lateEvents.push(late)
      },
    })
    this.#op = windowed(this.#options(this.lateEvents))
  }

  push(event: TestEvent, source?: string) {
    return this.#do([event], op => at(op, source).push(event))
  }

  pushMany(list: readonly TestEvent[], source?: string) {
    return this.#do(list, op => at(op, source).pushMany(list))
  }

  absorb(pane: any, source?: string) {
    return this.#do([pane], op => at(op, source).absorb(pane))
  }

  advance(to: number, source?: string) {
    return this.#do([], op => at(op, source).advance(to))
  }

  idle(source: string) {
    return this.#do([], op => op.source(source).idle())
  }

  finish(source?: string) {
    return this.#do([], op => at(op, source).finish())
  }

  tick(now: number) {
    return this.#do([], op => op.tick(now))
  }

  stats() {
    return this.#op.stats()
  }

  save(): Uint8Array {
    return this.#op.save()
  }

  restored() {
    this.#unbroken ??= this.#op
    this.#op = windowed({ ...this.#options(this.lateEvents), restore: this.#op.save() })
    this.#compare('is restored with', op => op.stats())
    return this
  }

  #do(pushed: readonly unknown[], run: (op: Operator) => ResultPane[]): ResultPane[] | string {
    this.#pushed = pushed
    const late = this.lateEvents.length
    const outcome = outcomeOf(() => run(this.#op))
    for (const pane of typeof outcome === 'string' ? [] : outcome)
      if (pane.state instanceof Uint8Array !== this.#withState)
        throw new Error('deltas have a state, and no other pane has one')
    if (!this.#unbroken) return outcome
    const lateEvents = this.lateEvents.splice(late)
    const other = outcomeOf(() => run(this.#unbroken!))
    if (!isDeepStrictEqual(outcome, other)) throw differ('lets out', outcome, other)
    if (!isDeepStrictEqual(this.lateEvents.slice(late), lateEvents))
      throw differ('finds late', lateEvents, this.lateEvents.slice(late))
    this.#compare('saves', op => op.save())
    return outcome
  }

  #compare(what: string, see: (op: Operator) => unknown): void {
    const [got, wanted] = [this.#op, this.#unbroken!].map(see)
    if (!isDeepStrictEqual(got, wanted)) throw differ(what, got, wanted)
  }
}

function at(op: Operator, source: string | undefined) {
  return source === undefined ? op : op.source(source)
}

function outcomeOf(run: () => ResultPane[]): ResultPane[] | string {
  try {
    return run()
  } catch (error) {
    return errorCode(error)
  }
}

function differ(what: string, got: unknown, wanted: unknown): Error {
  return new Error(`the restored stream ${what} ${show(got)}, and the original ${show(wanted)}`)
}

function show(value: unknown): string {
  return value instanceof Uint8Array ? `bytes ${value}` : JSON.stringify(value)
}
