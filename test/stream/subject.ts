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
} from '../../src'
import { errorCode } from '../support/assert-equal'
import type { Folded, Given, Setting } from './given'

export type Shown = Pane<Folded>
export type Late = Omit<LateEvent<unknown>, 'event'>

/** What a life is led with: the operator, the model, or a broken one. A refusal is the code of its error. */
export interface Subject {
  readonly lates: readonly Late[]
  push(given: Given, source?: string): readonly Shown[] | string
  pushMany(list: readonly Given[], source?: string): readonly Shown[] | string
  absorb(pane: any, source?: string): readonly Shown[] | string
  advance(to: number, source?: string): readonly Shown[] | string
  idle(source: string): readonly Shown[] | string
  finish(source?: string): readonly Shown[] | string
  tick(now: number): readonly Shown[] | string
  stats(): StreamStats
  /** One that was made from what this one saved. */
  restored(): Subject
}

const exact = { n: count(), sum: sum(), min: min(), max: max(), first: first(), last: last() }
const rich = { ...exact, moments: moments(), digest: tdigest({ compression: 20 }) }

/** A value as the rich aggregates take it, so that what they hold depends on every rounding; whole again by `round`. */
const roughOf = ({ value, time }: Given) => value / 7 + (time % 97) * 1e-6
const round = ({ n, sum, min, max, first, last }: Folded): Folded => {
  const [total, ...others] = [sum, min, max, first, last].map(value => Math.round(value * 7))
  return { n, sum: total, min: others[0], max: others[1], first: others[2], last: others[3] }
}

type Operator = ReturnType<typeof windowed<Given, typeof rich, Folded>>

/** The operator itself. One that was restored has the unbroken one beside it from then on, and they must never differ. */
export class Real implements Subject {
  readonly lates: Late[] = []
  readonly #options: (lates: Late[]) => Parameters<typeof windowed<Given, typeof rich, Folded>>[0]
  readonly #withState: boolean
  #op: Operator
  #unbroken: Operator | undefined
  #pushed: readonly unknown[] = []

  constructor(setting: Setting, aggregates: 'exact' | 'rich' = 'exact') {
    const { outOfOrder, maxAhead, clock, ...options } = setting
    const isRich = aggregates === 'rich'
    this.#withState = setting.mode === 'delta'
    this.#options = lates => ({
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
        if (!this.#pushed.includes(event)) throw new Error('onLate is given another event than was pushed')
        lates.push(late)
      },
    })
    this.#op = windowed(this.#options(this.lates))
  }

  push(given: Given, source?: string) {
    return this.#do([given], op => at(op, source).push(given))
  }

  pushMany(list: readonly Given[], source?: string) {
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
    this.#op = windowed({ ...this.#options(this.lates), restore: this.#op.save() })
    this.#compare('is restored with', op => op.stats())
    return this
  }

  #do(pushed: readonly unknown[], run: (op: Operator) => Shown[]): Shown[] | string {
    this.#pushed = pushed
    const late = this.lates.length
    const outcome = outcomeOf(() => run(this.#op))
    for (const pane of typeof outcome === 'string' ? [] : outcome)
      if (pane.state instanceof Uint8Array !== this.#withState)
        throw new Error('only deltas have a state, and all of them')
    if (!this.#unbroken) return outcome
    const lates = this.lates.splice(late)
    const other = outcomeOf(() => run(this.#unbroken!))
    if (!isDeepStrictEqual(outcome, other)) throw differ('lets out', outcome, other)
    if (!isDeepStrictEqual(this.lates.slice(late), lates)) throw differ('finds late', lates, this.lates.slice(late))
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

function outcomeOf(run: () => Shown[]): Shown[] | string {
  try {
    return run()
  } catch (error) {
    return errorCode(error)
  }
}

function differ(what: string, got: unknown, wanted: unknown): Error {
  return new Error(`restored, it ${what} ${show(got)}, the unbroken one ${show(wanted)}`)
}

function show(value: unknown): string {
  return value instanceof Uint8Array ? `bytes ${value}` : JSON.stringify(value)
}
