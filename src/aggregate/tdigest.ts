import { show, TidemarkError } from '../error'
import { type Aggregate, aggregate, type Columns, slots } from './aggregate'
import { type Curve, curveOf, pointsBelow, quantileOf } from './tdigest/curve'
import { List } from './tdigest/list'
import { type Digest, keep, load, type Room } from './tdigest/row'
import { Sorter } from './tdigest/sort'
import { squeeze } from './tdigest/squeeze'
import { addCounts } from './whole-count'

export interface Quantiles {
  readonly count: number
  readonly min: number
  readonly max: number
  quantile(q: number): number
  rank(x: number): number
}
const CHUNK = 4096
export const stats = { squeezes: 0, again: 0, sum: 0 }
export const knobs = { A: Number(process.env.GRAIN ?? 5.6) }

export function tdigest(options: { compression?: number } = {}): Aggregate<Digest, Quantiles> {
  const compression = options.compression ?? 100
  const room: Room = {
    weights: compression * 1.5,
    means: compression * 1.5 + 37,
    mixed: Math.ceil((compression * 1.5) / 32),
    grain: knobs.A / compression,
  }
  const sorter = new Sorter(CHUNK + 2 * room.means)
  const a = new List(room.means)
  const b = new List(room.means)
  const u = new List(2 * room.means + CHUNK)
  const v = new List(CHUNK + 4 * room.means)
  const full = (n: number): number => (n > 0xffffffff ? room.weights * 0.75 + 37 : room.means)
  function settle(s: Columns<Digest>, i: number, list: List): void {
    const n = s.n[i]
    const most = n > 0xffffffff ? room.weights * 0.75 : room.weights
    let g = room.grain
    if (list.length > most) {
      stats.squeezes++
      for (let tries = 0; list.length > most; g *= 1.25, tries++) {
        if (tries) stats.again++
        squeeze(list, n, g, tries < Number(process.env.TRIES ?? 2))
      }
      stats.sum += list.length
    }
    keep(s, i, list, room)
  }
  function gather(s: Columns<Digest>, i: number, at: number): number {
    const from = i * room.means + s.kept[i]
    for (let p = 0; p < s.fresh[i]; p++) sorter.values[at++] = s.means[from + p]
    return at
  }
  function compact(s: Columns<Digest>, i: number): void {
    sorter.sort(gather(s, i, 0))
    load(a, s, i, room)
    v.uniteValues(a, sorter.values, s.fresh[i])
    settle(s, i, v)
  }
  return aggregate({
    name: `tdigest(${compression})`,
    state: {
      n: 0,
      kept: 0,
      fresh: 0,
      means: slots(room.means),
      weights: slots(room.weights),
      mixed: slots(room.mixed),
    },
    add(s, i, value) {
      const used = s.kept[i] + s.fresh[i]
      const n = addCounts(s.n[i], 1)
      s.means[i * room.means + used] = value
      s.fresh[i]++
      s.n[i] = n
      if (used + 1 >= full(n)) compact(s, i)
    },
    merge(s, i, o, j) {
      const n = addCounts(s.n[i], o.n[j])
      if (o.kept[j] === 0 && s.kept[i] + s.fresh[i] + o.fresh[j] < full(n)) {
        const to = i * room.means + s.kept[i] + s.fresh[i]
        const from = j * room.means
        const m = o.fresh[j]
        for (let p = 0; p < m; p++) s.means[to + p] = o.means[from + p]
        s.fresh[i] += m
        s.n[i] = n
        return
      }
      load(a, s, i, room)
      load(b, o, j, room)
      const m = gather(o, j, gather(s, i, 0))
      s.n[i] = n
      if (m === 0) v.unite(a, b)
      else {
        sorter.sort(m)
        u.unite(a, b)
        v.uniteValues(u, sorter.values, m)
      }
      settle(s, i, v)
    },
    fold(s, i, values, _times, from, to) {
      addCounts(s.n[i], to - from)
      while (from < to) {
        const used = s.kept[i] + s.fresh[i]
        const count = Math.min(CHUNK, to - from)
        const n = s.n[i] + count
        s.n[i] = n
        if (used + count < full(n)) {
          const at = i * room.means + used
          for (let p = 0; p < count; p++) s.means[at + p] = values[from + p]
          s.fresh[i] += count
          return
        }
        let m = gather(s, i, 0)
        const end = from + count
        for (; from < end; from++) sorter.values[m++] = values[from]
        sorter.sort(m)
        load(a, s, i, room)
        v.uniteValues(a, sorter.values, m)
        settle(s, i, v)
      }
    },
    read(s, i): Quantiles {
      let curve: Curve | undefined
      const n = s.n[i]
      const c = (): Curve => {
        if (curve) return curve
        sorter.sort(gather(s, i, 0))
        load(a, s, i, room)
        v.uniteValues(a, sorter.values, s.fresh[i])
        return (curve = curveOf(v))
      }
      return {
        count: n,
        get min() {
          return n ? c().values[0] : Number.NaN
        },
        get max() {
          return n ? c().values[c().values.length - 1] : Number.NaN
        },
        quantile: q => {
          if (!(q >= 0 && q <= 1)) throw new TidemarkError('TIDEMARK_INVALID_VALUE', `${show(q)}`)
          return n ? quantileOf(c(), q * n) : Number.NaN
        },
        rank: x => (n ? pointsBelow(c(), x) / n : Number.NaN),
      }
    },
  })
}
