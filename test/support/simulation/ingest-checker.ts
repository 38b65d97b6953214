import type { Tags } from '../../../src'
import { assertEqual, errorCode, thrownCode, totalRejected } from '../assert-equal'
import type { RawPoint } from '../models/raw-points'
import { type Refusal, type SimulationContext, seriesName, type WriterModel } from '../models/writer-model'
import { SCENARIOS, SERIES } from './scenarios'
import type { PointSpec } from './workload'

const NEVER = -8.64e15

/** Offers points by every method of a rollup, and compares what becomes of them with what the tiers of the scenario allow. */
export class IngestChecker {
  readonly #context: SimulationContext
  readonly #commitAll: (writer: WriterModel) => Promise<void>

  /** @param commitAll awaits everything that is under way, and commits what is pending */
  constructor(context: SimulationContext, commitAll: (writer: WriterModel) => Promise<void>) {
    this.#context = context
    this.#commitAll = commitAll
  }

  #timeOf({ ago }: PointSpec): number {
    return this.#context.now - ago * SCENARIOS[this.#context.workload.scenario].tick
  }

  #pointOf(spec: PointSpec): { metric: string; tags: Tags; time: number; value: number } {
    return { ...SERIES[spec.series], time: this.#timeOf(spec), value: spec.value }
  }

  add(writer: WriterModel, spec: PointSpec, byHandle: boolean): void {
    const point = this.#pointOf(spec)
    const make = () => {
      if (!byHandle) return writer.api.add(point)
      const handle = writer.api.series(point.metric, point.tags)
      handle.add(point.value, point.time)
    }
    this.#offer(writer, [spec], make, byHandle)
  }

  addColumns(writer: WriterModel, series: number, specs: readonly PointSpec[]): void {
    const mine = specs.map(spec => ({ ...spec, series }))
    const times = mine.map(spec => this.#timeOf(spec))
    const values = mine.map(({ value }) => value)
    const { metric, tags } = SERIES[series]
    const typed = times[0] % 2 === 0
    const columns = typed ? [Float64Array.from(times), Float64Array.from(values)] : [times, values]
    this.#offer(writer, mine, () => writer.api.series(metric, tags).addColumns(columns[0], columns[1]), true)
  }

  addMany(writer: WriterModel, specs: readonly PointSpec[]): void {
    this.#offer(writer, specs, () => writer.api.addMany(specs.map(spec => this.#pointOf(spec))), false)
  }

  /** Offers points as one batch, and compares what becomes of them with what the tiers of the scenario allow. */
  #offer(writer: WriterModel, specs: readonly PointSpec[], add: () => void, byHandle: boolean): void {
    const { skip } = this.#context.workload
    const { pending, sealed } = writer.api.stats()
    const index = [...writer.index]
    const old = specs.filter(spec => this.#timeOf(spec) < writer.earliest)
    const good = old.length === 0 || skip ? specs.filter(spec => !old.includes(spec)) : []
    const registers = byHandle ? specs.slice(0, 1) : good
    const full = registers.map(({ series }) => writer.target(series, index)).includes(undefined)
    const points = good.map(
      (spec): RawPoint => ({
        series: writer.target(spec.series, [...index])!,
        time: this.#timeOf(spec),
        value: spec.value,
      }),
    )
    const code = thrownCode(add)
    if (full && byHandle) {
      assertEqual('the error', code, 'TIDEMARK_BACKPRESSURE')
      return // there is no handle, so nothing was offered
    }
    const wanted =
      old.length > 0 && !skip
        ? 'TIDEMARK_EXPIRED'
        : full || !writer.hasRoom(points, pending)
          ? 'TIDEMARK_BACKPRESSURE'
          : undefined
    assertEqual('the error', code, wanted)
    if (wanted !== undefined) writer.reject(wanted, specs.length)
    if (wanted === undefined || byHandle) writer.index = index
    if (wanted !== undefined) return
    writer.accept(points, Object.values(sealed)[0] ?? NEVER)
    writer.reject('TIDEMARK_EXPIRED', old.length)
    const own = specs.filter(spec => good.includes(spec))
    own.forEach(({ series }, p) => {
      if (points[p].series !== seriesName(SERIES[series].metric, SERIES[series].tags)) writer.counted.overflowed++
    })
  }

  offerFaulty(writer: WriterModel, how: string, batch: boolean): void {
    const { metric } = SERIES[0]
    const { now, workload } = this.#context
    if (how === 'old' && writer.earliest < -1e15) return
    const [code, point] = {
      value: ['TIDEMARK_INVALID_VALUE', { metric, value: Number.NaN, time: now }],
      time: ['TIDEMARK_INVALID_INSTANT', { metric, value: 1, time: now + 0.5 }],
      tags: ['TIDEMARK_INVALID_TAGS', { metric, value: 1, time: now, tags: { a: 1 as unknown as string } }],
      ahead: ['TIDEMARK_AHEAD', { metric, value: 1, time: now + SCENARIOS[workload.scenario].tick * 8 + 1 }],
      old: ['TIDEMARK_EXPIRED', { metric, value: 1, time: writer.earliest - 1 }],
    }[how] as [Refusal, { metric: string; value: number; time: number }]
    const offered = batch ? [point, point] : [point]
    assertEqual(
      'the error',
      thrownCode(() => (batch ? writer.api.addMany(offered) : writer.api.add(point))),
      workload.skip ? undefined : code,
    )
    writer.reject(code, offered.length)
  }

  async load(writer: WriterModel, specs: readonly PointSpec[]): Promise<void> {
    await this.#loadAll(
      writer,
      specs,
      specs.map(spec => this.#pointOf(spec)),
      false,
    )
  }

  async loadColumns(writer: WriterModel, series: number, specs: readonly PointSpec[]): Promise<void> {
    const mine = specs.map(spec => ({ ...spec, series }))
    const columns = {
      ...SERIES[series],
      times: mine.map(spec => this.#timeOf(spec)),
      values: mine.map(({ value }) => value),
    }
    await this.#loadAll(writer, mine, [columns], true)
  }

  /** Loads while nothing else is under way. A load takes the points in order, up to the first one that is refused. */
  async #loadAll(
    writer: WriterModel,
    specs: readonly PointSpec[],
    items: readonly any[],
    byHandle: boolean,
  ): Promise<void> {
    await this.#commitAll(writer)
    const before = writer.api.stats()
    let code: string | undefined
    try {
      await writer.api.load(items)
    } catch (error) {
      code = errorCode(error)
    }
    const after = writer.api.stats()
    const { skip } = this.#context.workload
    const accepted = after.accepted - before.accepted
    const fine = specs.filter(spec => this.#timeOf(spec) >= writer.earliest)
    if (code === undefined) assertEqual('the number of points that a load took', accepted, fine.length)
    else if (skip || fine.length === specs.length) assertEqual('the error', code, 'TIDEMARK_BACKPRESSURE')
    if (byHandle) writer.target(specs[0].series)
    const taken = fine.slice(0, accepted).map((spec): RawPoint => {
      return { series: writer.target(spec.series)!, time: this.#timeOf(spec), value: spec.value }
    })
    writer.accept(taken, Object.values(before.sealed)[0] ?? NEVER)
    writer.counted.offered = after.offered
    writer.counted.expired = after.expired
    writer.counted.rejected = totalRejected(after.rejected)
    writer.counted.overflowed = after.overflowed
    await writer.api.flush()
    writer.commitAll()
  }
}
