import type { Tags } from '../../src'
import type { RawPoint } from './oracle'
import { POLICIES, SERIES } from './policies'
import { codeOf, same, threw, total } from './same'
import type { Cast } from './script'
import { nameOf, type Refusal, type World, type WriterModel } from './writer-model'

const NEVER = -8.64e15

/** Offers points in every way there is, and compares what becomes of them with what the policy says. */
export class Offering {
  readonly #world: World
  readonly #quiet: (writer: WriterModel) => Promise<void>

  /** @param quiet ends whatever is under way, and commits what waits */
  constructor(world: World, quiet: (writer: WriterModel) => Promise<void>) {
    this.#world = world
    this.#quiet = quiet
  }

  #timeOf({ ago }: Cast): number {
    return this.#world.now - ago * POLICIES[this.#world.script.policy].tick
  }

  #pointOf(cast: Cast): { metric: string; tags: Tags; time: number; value: number } {
    return { ...SERIES[cast.series], time: this.#timeOf(cast), value: cast.value }
  }

  add(writer: WriterModel, cast: Cast, byHandle: boolean): void {
    const point = this.#pointOf(cast)
    const make = () => {
      if (!byHandle) return writer.api.add(point)
      const handle = writer.api.series(point.metric, point.tags)
      handle.add(point.value, point.time)
    }
    this.#offer(writer, [cast], make, byHandle)
  }

  addColumns(writer: WriterModel, series: number, casts: readonly Cast[]): void {
    const mine = casts.map(cast => ({ ...cast, series }))
    const times = mine.map(cast => this.#timeOf(cast))
    const values = mine.map(({ value }) => value)
    const { metric, tags } = SERIES[series]
    const typed = times[0] % 2 === 0
    const columns = typed ? [Float64Array.from(times), Float64Array.from(values)] : [times, values]
    this.#offer(writer, mine, () => writer.api.series(metric, tags).addColumns(columns[0], columns[1]), true)
  }

  addMany(writer: WriterModel, casts: readonly Cast[]): void {
    this.#offer(writer, casts, () => writer.api.addMany(casts.map(cast => this.#pointOf(cast))), false)
  }

  /** Offers points as one batch, and compares what becomes of them with what the policy says. */
  #offer(writer: WriterModel, casts: readonly Cast[], add: () => void, byHandle: boolean): void {
    const { skip } = this.#world.script
    const { pending, sealed } = writer.api.stats()
    const index = [...writer.index]
    const old = casts.filter(cast => this.#timeOf(cast) < writer.earliest)
    const good = old.length === 0 || skip ? casts.filter(cast => !old.includes(cast)) : []
    const registers = byHandle ? casts.slice(0, 1) : good
    const roomless = registers.map(({ series }) => writer.target(series, index)).includes(undefined)
    const points = good.map(
      (cast): RawPoint => ({
        series: writer.target(cast.series, [...index])!,
        time: this.#timeOf(cast),
        value: cast.value,
      }),
    )
    const code = threw(add)
    if (roomless && byHandle) {
      same('the error', code, 'TIDEMARK_BACKPRESSURE')
      return // the handle was not had, so nothing was offered
    }
    const wanted =
      old.length > 0 && !skip
        ? 'TIDEMARK_EXPIRED'
        : roomless || !writer.hasRoom(points, pending)
          ? 'TIDEMARK_BACKPRESSURE'
          : undefined
    same('the error', code, wanted)
    if (wanted !== undefined) writer.refuse(wanted, casts.length)
    if (wanted === undefined || byHandle) writer.index = index
    if (wanted !== undefined) return
    writer.accept(points, Object.values(sealed)[0] ?? NEVER)
    writer.refuse('TIDEMARK_EXPIRED', old.length)
    const own = casts.filter(cast => good.includes(cast))
    own.forEach(({ series }, p) => {
      if (points[p].series !== nameOf(SERIES[series].metric, SERIES[series].tags)) writer.counted.overflowed++
    })
  }

  offerFaulty(writer: WriterModel, how: string, batch: boolean): void {
    const { metric } = SERIES[0]
    const { now, script } = this.#world
    if (how === 'old' && writer.earliest < -1e15) return
    const [code, point] = {
      value: ['TIDEMARK_INVALID_VALUE', { metric, value: Number.NaN, time: now }],
      time: ['TIDEMARK_INVALID_INSTANT', { metric, value: 1, time: now + 0.5 }],
      tags: ['TIDEMARK_INVALID_TAGS', { metric, value: 1, time: now, tags: { a: 1 as unknown as string } }],
      ahead: ['TIDEMARK_AHEAD', { metric, value: 1, time: now + POLICIES[script.policy].tick * 8 + 1 }],
      old: ['TIDEMARK_EXPIRED', { metric, value: 1, time: writer.earliest - 1 }],
    }[how] as [Refusal, { metric: string; value: number; time: number }]
    const offered = batch ? [point, point] : [point]
    same(
      'the error',
      threw(() => (batch ? writer.api.addMany(offered) : writer.api.add(point))),
      script.skip ? undefined : code,
    )
    writer.refuse(code, offered.length)
  }

  async load(writer: WriterModel, casts: readonly Cast[]): Promise<void> {
    await this.#loadAll(
      writer,
      casts,
      casts.map(cast => this.#pointOf(cast)),
      false,
    )
  }

  async loadColumns(writer: WriterModel, series: number, casts: readonly Cast[]): Promise<void> {
    const mine = casts.map(cast => ({ ...cast, series }))
    const columns = {
      ...SERIES[series],
      times: mine.map(cast => this.#timeOf(cast)),
      values: mine.map(({ value }) => value),
    }
    await this.#loadAll(writer, mine, [columns], true)
  }

  /** Loads in peace: what is taken is the points in order, up to the first that is refused. */
  async #loadAll(writer: WriterModel, casts: readonly Cast[], items: readonly any[], byHandle: boolean): Promise<void> {
    await this.#quiet(writer)
    const before = writer.api.stats()
    let code: string | undefined
    try {
      await writer.api.load(items)
    } catch (error) {
      code = codeOf(error)
    }
    const after = writer.api.stats()
    const { skip } = this.#world.script
    const accepted = after.accepted - before.accepted
    const fine = casts.filter(cast => this.#timeOf(cast) >= writer.earliest)
    if (code === undefined) same('how many points a load takes', accepted, fine.length)
    else if (skip || fine.length === casts.length) same('the error', code, 'TIDEMARK_BACKPRESSURE')
    if (byHandle) writer.target(casts[0].series)
    const taken = fine.slice(0, accepted).map((cast): RawPoint => {
      return { series: writer.target(cast.series)!, time: this.#timeOf(cast), value: cast.value }
    })
    writer.accept(taken, Object.values(before.sealed)[0] ?? NEVER)
    writer.counted.offered = after.offered
    writer.counted.expired = after.expired
    writer.counted.rejected = total(after.rejected)
    writer.counted.overflowed = after.overflowed
    await writer.api.flush()
    writer.settle()
  }
}
