import fc from 'fast-check'
import {
  count,
  max,
  memoryStore,
  moments,
  type Rollup,
  rollup,
  type Store,
  type TidemarkError,
  tdigest,
} from '../../../src'
import type { Commit, Lease } from '../../../src/store'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/units'

const BEGIN = Date.UTC(2026, 0, 1)

const EXTRAS = { worst: max(), spread: moments(), sizes: tdigest() }
type Extra = keyof typeof EXTRAS
const READINGS: Readonly<Record<Extra, (row: any) => number>> = {
  worst: row => row.worst,
  spread: row => row.spread.count,
  sizes: row => row.sizes.quantile(1),
}

const LADDERS = [
  ['1m', '1h'],
  ['1m', '10m', '1h'],
  ['10s', '1m', '1h'],
  ['10s', '1h'],
  ['1m'],
  ['1h'],
  ['10m', '1h'],
  ['20s', '10m'],
  ['30s', '1m', '10m', '1h', '1d'],
  ['1m', '1d'],
] as const
const KEEP = {
  '10s': '25h',
  '20s': '25h',
  '30s': '25h',
  '1m': '26h',
  '10m': '3d',
  '1h': '9d',
  '1d': 'forever',
} as const

/** The definition that a rollup is opened with. */
interface Definition {
  readonly ladder: number
  readonly extras: readonly Extra[]
  readonly forever: boolean
}

/** A point that was accepted. */
interface AcceptedPoint {
  readonly writer: string
  readonly series: string
  readonly time: number
  readonly value: number
  /** The aggregates that it was committed with; undefined while it is pending. */
  extras: readonly Extra[] | undefined
  /** Those of them that every definition since has kept: a row that is sealed again meanwhile lacks the others. */
  keptSince: readonly Extra[]
}

const writer = fc.constantFrom('main', 'side')
const kind = <K extends string>(name: K) => fc.constant(name)
const point = fc.record({
  series: fc.constantFrom('a', 'b', 'c'),
  ago: fc.oneof(
    fc.nat(3 * MINUTE),
    fc.nat(2 * HOUR),
    fc.integer({ min: 23 * HOUR, max: 28 * HOUR }),
    fc.integer({ min: 2 * DAY, max: 10 * DAY }),
  ),
  value: fc.integer({ min: -9, max: 9 }),
})
const definition: fc.Arbitrary<Definition> = fc.record({
  ladder: fc.nat(LADDERS.length - 1),
  extras: fc.subarray(Object.keys(EXTRAS) as Extra[]),
  forever: fc.boolean(),
})
const failing = fc.option(fc.record({ at: fc.nat(4), applied: fc.boolean(), back: fc.boolean() }))
const by = fc.constantFrom(20 * SECOND, 5 * MINUTE, HOUR, 7 * HOUR, 26 * HOUR, 9 * DAY)
const every = fc.constantFrom('10s', '1m', '10m', '1h', '1d', undefined)
/** How far back queries reach: few windows are enough. */
const SPANS: Readonly<Record<string, number>> = { '10s': 10 * MINUTE, '1m': 5 * HOUR, '10m': 2 * DAY }
const span = fc.constantFrom(0.2, 1, 3)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('add'), writer, points: fc.array(point, { maxLength: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('flush'), writer }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('advance'), writer, by }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('open'), writer, definition, close: fc.boolean(), failing }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('ask'), writer, every, span, shift: fc.nat(100) }) },
)

/** Random workloads of two writers of one rollup whose definitions change. */
export const definitionChanges = fc.record({
  /** Whether nothing is ever dropped. */
  forever: fc.boolean(),
  first: definition,
  second: definition,
  steps: fc.array(step, { minLength: 4, maxLength: 40 }),
})

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type DefinitionWorkload = typeof definitionChanges extends fc.Arbitrary<infer T> ? T : never

/** How much the simulations covered, so that a test can require some of everything. */
export interface DefinitionCoverage {
  opened: number
  refused: number
  interrupted: number
  windows: number
  /** Readings that had to be NaN because older rows lack the aggregate. */
  lacking: number
  unserved: number
}

/** One rollup of two writers, compared with a plain list of its points. */
export class DefinitionSimulation {
  readonly #store: Store
  readonly #seen: DefinitionCoverage
  readonly #accepted: AcceptedPoint[] = []
  readonly #open = new Map<string, { api: Rollup<any>; definition: Definition }>()
  #now = BEGIN
  #forever = false
  /** Whether a coarser tier was removed: rows that only it held are in the store and not read. */
  #unread = false

  constructor(seen: DefinitionCoverage, store: Store = memoryStore()) {
    this.#seen = seen
    this.#store = store
  }

  async run({ forever, first, second, steps }: DefinitionWorkload): Promise<void> {
    this.#forever = forever
    await this.#begin('main', first)
    await this.#begin('side', second)
    for (const one of steps) await this.#do(one)
    for (const name of ['main', 'side']) for (const width of ['1m', '1h', undefined]) await this.#ask(name, width, 1, 0)
  }

  async #begin(name: string, definition: Definition, store = this.#store): Promise<void> {
    for (const one of this.#accepted)
      if (one.writer === name) one.keptSince = one.keptSince.filter(key => definition.extras.includes(key))
    const api = await rollup<any>({
      aggregates: Object.fromEntries([['n', count()], ...definition.extras.map(key => [key, EXTRAS[key]])]),
      tiers: LADDERS[definition.ladder].map(width => ({
        every: width,
        keep: this.#forever || definition.forever ? 'forever' : KEEP[width],
      })),
      store,
      writer: name,
      clock: () => this.#now,
    })
    this.#open.set(name, { api, definition })
    this.#seen.opened++
  }

  async #do(one: Step): Promise<void> {
    const { api, definition } = this.#open.get(one.writer)!
    if (one.kind === 'add') for (const each of one.points) this.#add(one.writer, each)
    if (one.kind === 'ask') await this.#ask(one.writer, one.every, one.span, one.shift)
    if (one.kind === 'open') return this.#reopen(one)
    if (one.kind === 'flush') await api.flush()
    if (one.kind === 'advance') {
      this.#now += one.by
      await api.advance()
    }
    if (one.kind !== 'add' && one.kind !== 'ask') this.#committed(one.writer, definition)
  }

  #add(name: string, { series, ago, value }: { series: string; ago: number; value: number }): void {
    const time = this.#now - ago
    try {
      this.#open.get(name)!.api.add({ metric: 'm', value, time, tags: { s: series } })
      this.#accepted.push({ writer: name, series, time, value, extras: undefined, keptSince: [] })
    } catch (error) {
      if ((error as TidemarkError).code !== 'TIDEMARK_EXPIRED') throw error
    }
  }

  #committed(name: string, { extras }: Definition): void {
    for (const one of this.#accepted)
      if (one.writer === name && !one.extras) {
        one.extras = extras
        one.keptSince = extras
      }
  }

  async #reopen({ writer: name, definition, close, failing }: Extract<Step, { kind: 'open' }>): Promise<void> {
    const { api, definition: before } = this.#open.get(name)!
    if (close) {
      await api.close()
      this.#committed(name, before)
    }
    const lost = this.#accepted.filter(one => one.writer === name && one.extras === undefined)
    for (const one of lost) this.#accepted.splice(this.#accepted.indexOf(one), 1)
    const armed = { at: -1, applied: false, ...failing }
    const [, ...coarser] = LADDERS[before.ladder]
    const unread = this.#unread
    this.#unread ||= coarser.some(width => !LADDERS[definition.ladder].some(other => other === width))
    try {
      await this.#begin(name, definition, failing ? failingOnce(this.#store, armed) : this.#store)
      armed.at = -1
    } catch (error) {
      const { code } = error as TidemarkError
      if (code === 'TIDEMARK_MISMATCH') {
        this.#unread = unread
        this.#seen.refused++
      } else if (code === 'TIDEMARK_STORE' && failing) this.#seen.interrupted++
      else throw error
      const [one, other] =
        failing?.back === false && code === 'TIDEMARK_STORE' ? [definition, before] : [before, definition]
      await this.#begin(name, one).catch(async again => {
        // An open that was interrupted after its last commit is complete: going back from there can be refused.
        if (code === 'TIDEMARK_MISMATCH' || (again as TidemarkError).code !== 'TIDEMARK_MISMATCH') throw again
        await this.#begin(name, other)
      })
    }
  }

  async #ask(name: string, width: string | undefined, span: number, shift: number): Promise<void> {
    const { api, definition } = this.#open.get(name)!
    const to = Math.ceil((this.#now + MINUTE) / 1000) * 1000 - shift * 10 * SECOND
    const from = to - span * (SPANS[width ?? ''] ?? 5 * DAY)
    const { extras } = definition
    const select = (row: any) => ({ n: row.n, ...Object.fromEntries(extras.map(key => [key, READINGS[key](row)])) })
    let answer: Awaited<ReturnType<typeof api.query>>
    try {
      answer = await api.query({ metric: 'm', by: ['s'], from, to, every: width, select })
    } catch (error) {
      const { code } = error as TidemarkError
      if (code !== 'TIDEMARK_UNSERVABLE' && code !== 'TIDEMARK_TOO_MANY_WINDOWS') throw error
      this.#seen.unserved++
      return
    }
    const { plan, starts, ends } = answer
    const gaps = plan.segments.filter(({ tier }) => tier === 'none')
    if (this.#forever && !this.#unread && gaps.length > 0) throw new Error(`nothing was dropped: ${plan}`)
    for (const series of ['a', 'b', 'c']) {
      const group = answer.groups.find(({ tags }) => tags.s === series)
      const points = this.#accepted.filter(
        one =>
          (one.extras || one.writer === name) && one.series === series && one.time >= plan.from && one.time < plan.to,
      )
      for (let w = 0; w < starts.length; w++) {
        if (gaps.some(gap => gap.from < ends[w] && gap.to > starts[w])) continue
        const inside = points.filter(({ time }) => time >= starts[w] && time < ends[w])
        this.#seen.windows++
        this.#compare(
          inside,
          group?.columns,
          w,
          definition,
          `${series} ${width} ${new Date(starts[w]).toISOString()}\n${plan}`,
        )
      }
    }
  }

  #compare(inside: readonly AcceptedPoint[], columns: any, w: number, { extras }: Definition, where: string): void {
    const wanted: Record<string, number> = { n: inside.length || Number.NaN }
    for (const key of extras) {
      const lacks = inside.some(({ extras }) => extras && !extras.includes(key))
      if (lacks) this.#seen.lacking++
      const whole = key === 'spread' ? inside.length : Math.max(...inside.map(({ value }) => value))
      wanted[key] = lacks || inside.length === 0 ? Number.NaN : whole
    }
    for (const [key, value] of Object.entries(wanted)) {
      const got = columns ? columns[key][w] : Number.NaN
      const remade = key !== 'n' && inside.some(one => one.extras && !one.keptSince.includes(key as Extra))
      if (!Object.is(got + 0, value + 0) && !(remade && Number.isNaN(got)))
        throw new Error(`${key} is ${got} and must be ${value}: ${where}`)
    }
  }
}

/** A store one of whose commits throws: before it is applied, or after. */
function failingOnce(inner: Store, armed: { at: number; applied: boolean }): Store {
  return {
    promises: inner.promises,
    lease: (name): Promise<Lease> => inner.lease(name),
    async commit(change: Commit) {
      if (armed.at-- !== 0) return inner.commit(change)
      if (armed.applied) await inner.commit(change)
      throw new Error('the store is gone')
    },
    read: ask => inner.read(ask),
    series: ask => inner.series(ask),
    writers: () => inner.writers(),
    close: () => inner.close(),
  }
}
