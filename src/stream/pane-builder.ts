import type { Aggregates, Readings } from '../aggregate/aggregate'
import { type Codec, createCodec } from '../codec/codec'
import { TidemarkError } from '../error'
import type { Frame } from '../state/frame'
import { guardSelect, refuseLazy, refusePromise } from '../state/guard-select'
import { rowReader } from '../state/readings'
import type { Pane, Timing } from './pane'
import type { StreamSettings } from './settings'
import type { RowPool } from './state/row-pool'

/** Builds panes from rows: the selected value and, in mode `delta`, the encoded states. */
export class PaneBuilder {
  readonly codec: Codec
  readonly #frame: Frame
  readonly #reader: (frame: Frame, row: number) => Readings<Aggregates>
  readonly #select: (row: Readings<Aggregates>) => unknown
  readonly #withState: boolean

  constructor({ schema, select, mode }: StreamSettings, pool: RowPool) {
    this.codec = createCodec(schema)
    this.#frame = pool.frame
    this.#reader = rowReader(schema)
    this.#withState = mode === 'delta'
    const empty = this.#reader(pool.frame, pool.reserve())
    this.#select = select ? guardSelect(select) : numericFields(empty)
    const probe = this.#select(empty)
    refusePromise(probe, 'a value')
    refuseLazy(probe, empty)
  }

  build(
    kind: Pane['kind'],
    timing: Timing,
    index: number,
    key: string,
    start: number,
    end: number,
    firstTime: number,
    lastTime: number,
    row: number,
  ): Pane {
    const value = this.#select(this.#reader(this.#frame, row))
    if (!this.#withState) return { key, start, end, value, timing, kind, index, firstTime, lastTime }
    // The codec reuses one buffer for many rows, and posting a pane to another thread would send all of it.
    const state = this.codec.encode(this.#frame, row).slice()
    return { key, start, end, value, timing, kind, index, firstTime, lastTime, state }
  }
}

/** The default `select`: an object with each aggregate that reads as a number. */
function numericFields(empty: Readings<Aggregates>): (row: Readings<Aggregates>) => unknown {
  const names = Object.keys(empty).filter(name => typeof empty[name] === 'number')
  if (names.length === 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `none of the aggregates (${Object.keys(empty).join(', ')}) reads as a number. Give a select that returns the value of a pane, for example r => ({ p99: r.latency.quantile(0.99) })`,
    )
  if (names.includes('__proto__')) return row => Object.fromEntries(names.map(name => [name, row[name]]))
  return row => {
    const value: Record<string, unknown> = {}
    for (let n = 0; n < names.length; n++) value[names[n]] = row[names[n]]
    return value
  }
}
