import type { StateColumns } from '../../aggregate'
import { RadixSorter } from '../../kernel/radix-sort'
import { Centroids } from './centroids'
import { compress } from './compress'
import { flushLight } from './flush-light'
import { copyFresh, type Digest, DigestLayout, readRow, writeRow } from './layout'
import { mergeIntoCells } from './merge-into-cells'

/** How many values of a run are sorted and merged at a time: what they take fits the processor's nearest caches. */
const CHUNK = 4096
/** The share of a centroid at compression 1: a row then ends up nearly full of centroids, and seldom over. */
const GRAIN = 6
/** By how much coarser a grain a list is squeezed again, at least. */
const COARSER = 1.15
/** Beyond so many times the finest grain, gaps are bridged too. */
const COARSE = 2.3
/** By how much fewer points a digest is merged into the cells of another. */
const LIGHTER = 4

/** All that presses points into rows of one compression, with the scratch that it takes: it allocates nothing. @internal */
export class Compressor {
  readonly room: DigestLayout
  readonly #grain: number
  readonly #sorter: RadixSorter
  readonly #mine: Centroids
  readonly #other: Centroids
  readonly #both: Centroids
  readonly #fresh: Centroids
  readonly #all: Centroids
  /** Counts what was pressed or shown: what was shown lasts until the next. */
  turn = 0

  constructor(compression: number) {
    this.room = new DigestLayout(compression)
    const { means } = this.room
    this.#grain = GRAIN / compression
    this.#sorter = new RadixSorter(CHUNK + 2 * means)
    this.#mine = new Centroids(means)
    this.#other = new Centroids(means)
    this.#both = new Centroids(2 * means)
    this.#fresh = new Centroids(CHUNK + 2 * means)
    this.#all = new Centroids(CHUNK + 4 * means)
  }

  /** Presses the fresh points of a row. */
  tidy(s: StateColumns<Digest>, i: number): void {
    this.#take(copyFresh(this.#sorter.values, 0, s, i, this.room))
    readRow(this.#mine, s, i, this.room)
    mergeIntoCells(this.#all, this.#mine, this.#fresh, s.n[i], this.#grain)
    this.#settle(s, i)
  }

  /** Presses a row of another frame into row i, whose `n` counts both already. */
  merge(s: StateColumns<Digest>, i: number, o: StateColumns<Digest>, j: number): void {
    const { room } = this
    const n = s.n[i]
    const scratch = this.#sorter.values
    const fresh = copyFresh(scratch, copyFresh(scratch, 0, s, i, room), o, j, room)
    readRow(this.#mine, s, i, room)
    readRow(this.#other, o, j, room)
    if (fresh === 0) this.#join(this.#all, this.#mine, n - o.n[j], this.#other, o.n[j])
    else {
      this.#take(fresh)
      if (this.#mine.length === 0) mergeIntoCells(this.#all, this.#other, this.#fresh, n, this.#grain)
      else if (this.#other.length === 0) mergeIntoCells(this.#all, this.#mine, this.#fresh, n, this.#grain)
      else {
        this.#join(this.#both, this.#mine, n - o.n[j], this.#other, o.n[j])
        this.#all.unite(this.#both, this.#fresh)
      }
    }
    this.#settle(s, i)
  }

  /** Adds values[from..to) to a row: what has room is put down as it is, the rest pressed in sorted chunks. */
  fold(s: StateColumns<Digest>, i: number, values: Float64Array, from: number, to: number): void {
    const { room } = this
    for (let at = from; at < to; ) {
      const end = Math.min(at + CHUNK, to)
      const used = s.kept[i] + s.fresh[i]
      s.n[i] += end - at
      if (used + end - at < room.full(s.n[i])) {
        const { means } = s
        const first = i * room.means + used - at
        s.fresh[i] += end - at
        for (; at < end; at++) means[first + at] = values[at]
      } else {
        const scratch = this.#sorter.values
        let count = copyFresh(scratch, 0, s, i, room)
        for (; at < end; at++) scratch[count++] = values[at]
        if (s.kept[i] === 0) this.#all.take(this.#sorter.sort(count), count)
        else {
          this.#take(count)
          readRow(this.#mine, s, i, room)
          mergeIntoCells(this.#all, this.#mine, this.#fresh, s.n[i], this.#grain)
        }
        this.#settle(s, i)
      }
    }
  }

  /** What a row is read from, as it is; it lasts until the next turn, and the row is not changed. */
  show(s: StateColumns<Digest>, i: number): Centroids {
    const list = this.#all
    const fresh = copyFresh(this.#sorter.values, 0, s, i, this.room)
    if (fresh === 0) readRow(list, s, i, this.room)
    else {
      this.#take(fresh)
      readRow(this.#mine, s, i, this.room)
      list.unite(this.#mine, this.#fresh)
    }
    flushLight(list)
    this.turn++
    return list
  }

  /** Takes the first of the sorter's values as a list of fresh points. */
  #take(count: number): void {
    this.#fresh.take(this.#sorter.sort(count), count)
  }

  /** Unites the centroids of two digests of so many points: those of a far lighter one go to the cells of the other. */
  #join(list: Centroids, a: Centroids, inA: number, b: Centroids, inB: number): void {
    if (inA >= LIGHTER * inB) mergeIntoCells(list, a, b, inA + inB, this.#grain)
    else if (inB >= LIGHTER * inA) mergeIntoCells(list, b, a, inA + inB, this.#grain)
    else list.unite(a, b)
  }

  /** What fits is kept as it is, so that few values stay exact; only more than that is squeezed. */
  #settle(s: StateColumns<Digest>, i: number): void {
    const list = this.#all
    const n = s.n[i]
    const most = this.room.centroids(n)
    const finest = this.#grain
    for (let grain = finest; list.length > most; grain *= Math.max(COARSER, list.length / most))
      compress(list, n, grain, grain > finest * COARSE)
    writeRow(s, i, list, this.room)
    this.turn++
  }
}
