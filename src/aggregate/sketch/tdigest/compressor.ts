import type { Columns } from '../../aggregate'
import { Sorter } from '../../kernel/radix-sort'
import { List } from './centroids'
import { squeeze } from './compress'
import { absorb } from './flush-light'
import { copyFresh, type Digest, load, Room, store } from './layout'
import { gather } from './merge-into-cells'

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
export class Press {
  readonly room: Room
  readonly #grain: number
  readonly #sorter: Sorter
  readonly #mine: List
  readonly #other: List
  readonly #both: List
  readonly #fresh: List
  readonly #all: List
  /** Counts what was pressed or shown: what was shown lasts until the next. */
  turn = 0

  constructor(compression: number) {
    this.room = new Room(compression)
    const { means } = this.room
    this.#grain = GRAIN / compression
    this.#sorter = new Sorter(CHUNK + 2 * means)
    this.#mine = new List(means)
    this.#other = new List(means)
    this.#both = new List(2 * means)
    this.#fresh = new List(CHUNK + 2 * means)
    this.#all = new List(CHUNK + 4 * means)
  }

  /** Presses the fresh points of a row. */
  tidy(s: Columns<Digest>, i: number): void {
    this.#take(copyFresh(this.#sorter.values, 0, s, i, this.room))
    load(this.#mine, s, i, this.room)
    gather(this.#all, this.#mine, this.#fresh, s.n[i], this.#grain)
    this.#settle(s, i)
  }

  /** Presses a row of another frame into row i, whose `n` counts both already. */
  merge(s: Columns<Digest>, i: number, o: Columns<Digest>, j: number): void {
    const { room } = this
    const n = s.n[i]
    const scratch = this.#sorter.values
    const fresh = copyFresh(scratch, copyFresh(scratch, 0, s, i, room), o, j, room)
    load(this.#mine, s, i, room)
    load(this.#other, o, j, room)
    if (fresh === 0) this.#join(this.#all, this.#mine, n - o.n[j], this.#other, o.n[j])
    else {
      this.#take(fresh)
      if (this.#mine.length === 0) gather(this.#all, this.#other, this.#fresh, n, this.#grain)
      else if (this.#other.length === 0) gather(this.#all, this.#mine, this.#fresh, n, this.#grain)
      else {
        this.#join(this.#both, this.#mine, n - o.n[j], this.#other, o.n[j])
        this.#all.unite(this.#both, this.#fresh)
      }
    }
    this.#settle(s, i)
  }

  /** Adds values[from..to) to a row: what has room is put down as it is, the rest pressed in sorted chunks. */
  fold(s: Columns<Digest>, i: number, values: Float64Array, from: number, to: number): void {
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
          load(this.#mine, s, i, room)
          gather(this.#all, this.#mine, this.#fresh, s.n[i], this.#grain)
        }
        this.#settle(s, i)
      }
    }
  }

  /** What a row is read from, as it is; it lasts until the next turn, and the row is not changed. */
  show(s: Columns<Digest>, i: number): List {
    const list = this.#all
    const fresh = copyFresh(this.#sorter.values, 0, s, i, this.room)
    if (fresh === 0) load(list, s, i, this.room)
    else {
      this.#take(fresh)
      load(this.#mine, s, i, this.room)
      list.unite(this.#mine, this.#fresh)
    }
    absorb(list)
    this.turn++
    return list
  }

  /** Takes the first of the sorter's values as a list of fresh points. */
  #take(count: number): void {
    this.#fresh.take(this.#sorter.sort(count), count)
  }

  /** Unites the centroids of two digests of so many points: those of a far lighter one go to the cells of the other. */
  #join(list: List, a: List, inA: number, b: List, inB: number): void {
    if (inA >= LIGHTER * inB) gather(list, a, b, inA + inB, this.#grain)
    else if (inB >= LIGHTER * inA) gather(list, b, a, inA + inB, this.#grain)
    else list.unite(a, b)
  }

  /** What fits is kept as it is, so that few values stay exact; only more than that is squeezed. */
  #settle(s: Columns<Digest>, i: number): void {
    const list = this.#all
    const n = s.n[i]
    const most = this.room.centroids(n)
    const finest = this.#grain
    for (let grain = finest; list.length > most; grain *= Math.max(COARSER, list.length / most))
      squeeze(list, n, grain, grain > finest * COARSE)
    store(s, i, list, this.room)
    this.turn++
  }
}
