import { type Aggregate, aggregate, count, max, mean, slots, sum } from '../../src/aggregate'

/** An aggregate with a verb replaced; the rest of it is right. */
function broken<T extends Aggregate>(name: string, right: T, changes: Partial<Aggregate>): Aggregate {
  return aggregate({ ...right, ...changes, name })
}

/** Counts the merge itself as a point. */
const countsMerges = broken('countsMerges', count(), {
  merge(s, i, o, j) {
    s.n[i] += o.n[j] + 1
  },
})

/** Takes the identity of an empty row for a value. */
const takesNothingForZero = broken('takesNothingForZero', max(), {
  merge(s, i, o, j) {
    const high = Number.isFinite(o.high[j]) ? o.high[j] : 0
    if (high > s.high[i]) s.high[i] = high
  },
})

/** Forgets a field when it merges. */
const forgetsField = broken('forgetsField', mean(), {
  merge(s, i, o, j) {
    s.total[i] += o.total[j]
  },
})

/** Merges averages as if they weighed the same. */
const averagesAverages = aggregate({
  name: 'averagesAverages',
  state: { n: 0, mean: 0 },
  add(s, i, x) {
    s.n[i]++
    s.mean[i] += (x - s.mean[i]) / s.n[i]
  },
  merge(s, i, o, j) {
    if (o.n[j] === 0) return
    s.mean[i] = s.n[i] === 0 ? o.mean[j] : (s.mean[i] + o.mean[j]) / 2
    s.n[i] += o.n[j]
  },
  read: (s, i) => (s.n[i] === 0 ? Number.NaN : s.mean[i]),
})

/** Keeps the value that was added last, whatever its time. */
const keepsLastAdded = aggregate({
  name: 'keepsLastAdded',
  state: { n: 0, value: 0 },
  add(s, i, x) {
    s.n[i]++
    s.value[i] = x
  },
  merge(s, i, o, j) {
    if (o.n[j] > 0) s.value[i] = o.value[j]
    s.n[i] += o.n[j]
  },
  read: (s, i) => (s.n[i] === 0 ? Number.NaN : s.value[i]),
})

/** Rounds each time it merges. */
const halvesOnMerge = broken('halvesOnMerge', sum(), {
  merge(s, i, o, j) {
    if (s.total[i] === 0) s.total[i] = o.total[j]
    else if (o.total[j] !== 0) s.total[i] = Math.floor((s.total[i] + o.total[j]) / 2)
  },
})

/** Ends the run one point early. */
const foldSkipsLast = broken('foldSkipsLast', count(), {
  fold(s, i, _values, _times, from, to) {
    s.n[i] += Math.max(0, to - from - 1)
  },
})

/** Folds the columns from their beginning, not from `from`. */
const foldFromZero = broken('foldFromZero', max(), {
  fold(s, i, values, _times, _from, to) {
    for (let p = 0; p < to; p++) if (values[p] > s.high[i]) s.high[i] = values[p]
  },
})

/** Forgets the state before each run. */
const foldForgets = broken('foldForgets', max(), {
  fold(s, i, values, _times, from, to) {
    if (from < to) s.high[i] = Number.NEGATIVE_INFINITY
    for (let p = from; p < to; p++) if (values[p] > s.high[i]) s.high[i] = values[p]
  },
})

/** Sorts the caller's run in place. */
const foldSortsRun = broken('foldSortsRun', max(), {
  fold(s, i, values, _times, from, to) {
    const highest = values.subarray(from, to).sort().at(-1) ?? Number.NEGATIVE_INFINITY
    if (highest > s.high[i]) s.high[i] = highest
  },
})

/** Moves the source's points over instead of copying them. */
const drainsSource = broken('drainsSource', count(), {
  merge(s, i, o, j) {
    s.n[i] += o.n[j]
    if (o !== s) o.n[j] = 0
  },
})

/** Writes into the next row. */
const writesNeighbor = broken('writesNeighbor', count(), {
  add(s, i) {
    s.n[i]++
    if (i + 1 < s.n.length) s.n[i + 1] = 0
  },
})

/** Forgets that row i of slots begins at i * width. */
const forgetsRow = aggregate({
  name: 'forgetsRow',
  state: { n: 0, bins: slots(2) },
  add(s, i, x) {
    s.n[i]++
    s.bins[i + (x < 0 ? 0 : 1)]++
  },
  merge(s, i, o, j) {
    s.n[i] += o.n[j]
    s.bins[i] += o.bins[j]
    s.bins[i + 1] += o.bins[j + 1]
  },
  read: (s, i) => s.bins[i] / s.n[i],
})

/** Changes the state when it is read. */
const readWrites = broken('readWrites', sum(), {
  read(s, i) {
    const total = s.total[i]
    s.rest[i] += 1
    return total
  },
})

/** Returns another number each time. */
const readCounts = (() => {
  let asked = 0
  return broken('readCounts', count(), { read: (s, i) => s.n[i] + asked++ })
})()

/** Buffers points outside of the columns, where neither the codec nor a growing frame finds them. */
const hidesState = (() => {
  const buffered = new WeakMap<Float64Array, number[]>()
  const pending = (n: Float64Array) => buffered.get(n) ?? buffered.set(n, []).get(n)!
  return broken('hidesState', count(), {
    add(s, i) {
      const here = pending(s.n)
      here[i] = (here[i] ?? 0) + 1
      if (here[i] < 4) return
      s.n[i] += 4
      here[i] = 0
    },
    read: (s, i) => s.n[i] + (pending(s.n)[i] ?? 0),
  })
})()

/** Distinguishes one point from none by the sign of a zero, and holds k points as k - 1: the codec knows one zero. */
const countsByZero = (() => {
  const decoded = (n: number) => (Object.is(n, -0) ? 1 : n === 0 ? 0 : n + 1)
  const encoded = (points: number) => (points === 0 ? 0 : points === 1 ? -0 : points - 1)
  return broken('countsByZero', count(), {
    add(s, i) {
      s.n[i] = encoded(decoded(s.n[i]) + 1)
    },
    merge(s, i, o, j) {
      s.n[i] = encoded(decoded(s.n[i]) + decoded(o.n[j]))
    },
    fold(s, i, _values, _times, from, to) {
      s.n[i] = encoded(decoded(s.n[i]) + to - from)
    },
    read: (s, i) => decoded(s.n[i]),
  })
})()

/** Does nothing, which keeps every law that compares two ways. */
const doesNothing = broken('doesNothing', count(), { add() {}, merge() {}, fold() {} })

/** Keeps everything, and reads NaN. */
const readsNaN = broken('readsNaN', count(), { read: () => Number.NaN })

/** Reads 1, whatever was added. */
const readsOne = broken('readsOne', count(), { read: () => 1 })

/** Aggregates that each break a law: which one, the matrix in aggregate-laws.test.ts says. */
export const brokenAggregates: readonly Aggregate[] = [
  countsMerges,
  takesNothingForZero,
  forgetsField,
  averagesAverages,
  keepsLastAdded,
  halvesOnMerge,
  foldSkipsLast,
  foldFromZero,
  foldForgets,
  foldSortsRun,
  drainsSource,
  writesNeighbor,
  forgetsRow,
  readWrites,
  readCounts,
  hidesState,
  countsByZero,
  doesNothing,
  readsNaN,
  readsOne,
]
