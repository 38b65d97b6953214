import type { StateColumns } from '../../aggregate'
import { RadixSorter } from '../../kernel/radix-sort'
import { Centroids } from './centroids'
import { compress } from './compress'
import { flushLight } from './flush-light'
import { copyBuffer, DigestLayout, type DigestState, readRow, writeRow } from './layout'
import { mergeIntoCells } from './merge-into-cells'

/** How many values of a run are sorted and merged at a time: their scratch fits the processor's nearest caches. */
const POINTS_PER_MERGE = 4096
/** The scale of size limits at compression 1: one pass at this scale leaves a row nearly full of centroids, seldom over. */
const SCALE_AT_COMPRESSION_1 = 6
/** If a pass leaves too many centroids, the next one's scale is at least this many times as large. */
const MIN_RESCALE = 1.15
/** From this multiple of the first scale on, a pass bridges gaps. */
const BRIDGING_RESCALE = 2.3
/** A digest of at most 1/4 as many points as another is merged into the other's cells. */
const CELL_MERGE_RATIO = 4

/**
 * Merges points and centroids into rows of one compression.
 *
 * It owns all scratch memory, so no call allocates. Rows are compressed one at a time, so one instance is enough. @internal
 */
export class Compressor {
  readonly layout: DigestLayout
  readonly #scale: number
  readonly #sorter: RadixSorter
  readonly #mine: Centroids
  readonly #other: Centroids
  readonly #both: Centroids
  readonly #buffer: Centroids
  readonly #result: Centroids
  /** Counts the lists returned and overwritten: a list that `centroidsOf` returned is valid until this changes. */
  generation = 0

  constructor(compression: number) {
    this.layout = new DigestLayout(compression)
    const { means } = this.layout
    this.#scale = SCALE_AT_COMPRESSION_1 / compression
    this.#sorter = new RadixSorter(POINTS_PER_MERGE + 2 * means)
    this.#mine = new Centroids(means)
    this.#other = new Centroids(means)
    this.#both = new Centroids(2 * means)
    this.#buffer = new Centroids(POINTS_PER_MERGE + 2 * means)
    this.#result = new Centroids(POINTS_PER_MERGE + 4 * means)
  }

  /** Merges the buffered points of row i into its centroids. */
  flushBuffer(s: StateColumns<DigestState>, i: number): void {
    this.#sortBuffer(copyBuffer(this.#sorter.values, 0, s, i, this.layout))
    readRow(this.#mine, s, i, this.layout)
    mergeIntoCells(this.#result, this.#mine, this.#buffer, s.n[i], this.#scale)
    this.#compressAndStore(s, i)
  }

  /** Merges row j of `o` into row i of `s`, whose `n` counts both already. */
  merge(s: StateColumns<DigestState>, i: number, o: StateColumns<DigestState>, j: number): void {
    const { layout } = this
    const n = s.n[i]
    const scratch = this.#sorter.values
    const buffered = copyBuffer(scratch, copyBuffer(scratch, 0, s, i, layout), o, j, layout)
    readRow(this.#mine, s, i, layout)
    readRow(this.#other, o, j, layout)
    if (buffered === 0) this.#mergeCentroids(this.#result, this.#mine, n - o.n[j], this.#other, o.n[j])
    else {
      this.#sortBuffer(buffered)
      if (this.#mine.length === 0) mergeIntoCells(this.#result, this.#other, this.#buffer, n, this.#scale)
      else if (this.#other.length === 0) mergeIntoCells(this.#result, this.#mine, this.#buffer, n, this.#scale)
      else {
        this.#mergeCentroids(this.#both, this.#mine, n - o.n[j], this.#other, o.n[j])
        this.#result.unite(this.#both, this.#buffer)
      }
    }
    this.#compressAndStore(s, i)
  }

  /** Adds values[from..to) to row i: to the buffer if it holds them, otherwise sorted and merged part by part. */
  fold(s: StateColumns<DigestState>, i: number, values: Float64Array, from: number, to: number): void {
    const { layout } = this
    for (let at = from; at < to; ) {
      const end = Math.min(at + POINTS_PER_MERGE, to)
      const used = s.kept[i] + s.fresh[i]
      s.n[i] += end - at
      if (used + end - at < layout.capacity(s.n[i])) {
        const { means } = s
        const first = i * layout.means + used - at
        s.fresh[i] += end - at
        for (; at < end; at++) means[first + at] = values[at]
      } else {
        const scratch = this.#sorter.values
        let count = copyBuffer(scratch, 0, s, i, layout)
        for (; at < end; at++) scratch[count++] = values[at]
        if (s.kept[i] === 0) this.#result.setValues(this.#sorter.sort(count), count)
        else {
          this.#sortBuffer(count)
          readRow(this.#mine, s, i, layout)
          mergeIntoCells(this.#result, this.#mine, this.#buffer, s.n[i], this.#scale)
        }
        this.#compressAndStore(s, i)
      }
    }
  }

  /** The centroids that row i is read from, its buffered points among them. The row is not changed; the list is valid until the next call. */
  centroidsOf(s: StateColumns<DigestState>, i: number): Centroids {
    const list = this.#result
    const buffered = copyBuffer(this.#sorter.values, 0, s, i, this.layout)
    if (buffered === 0) readRow(list, s, i, this.layout)
    else {
      this.#sortBuffer(buffered)
      readRow(this.#mine, s, i, this.layout)
      list.unite(this.#mine, this.#buffer)
    }
    flushLight(list)
    this.generation++
    return list
  }

  /** Makes the first values of the sorter the list of buffered points. */
  #sortBuffer(count: number): void {
    this.#buffer.setValues(this.#sorter.sort(count), count)
  }

  /** Unites two digests of so many points: a much smaller one is merged into the cells of the other. */
  #mergeCentroids(list: Centroids, a: Centroids, inA: number, b: Centroids, inB: number): void {
    if (inA >= CELL_MERGE_RATIO * inB) mergeIntoCells(list, a, b, inA + inB, this.#scale)
    else if (inB >= CELL_MERGE_RATIO * inA) mergeIntoCells(list, b, a, inA + inB, this.#scale)
    else list.unite(a, b)
  }

  /** Writes the result to row i: as it is if it fits, so few distinct values stay exact, otherwise compressed until it does. */
  #compressAndStore(s: StateColumns<DigestState>, i: number): void {
    const list = this.#result
    const n = s.n[i]
    const most = this.layout.maxCentroids(n)
    const first = this.#scale
    for (let scale = first; list.length > most; scale *= Math.max(MIN_RESCALE, list.length / most))
      compress(list, n, scale, scale > first * BRIDGING_RESCALE)
    writeRow(s, i, list, this.layout)
    this.generation++
  }
}
