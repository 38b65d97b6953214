import { type Slots, type StateColumns, slots } from '../../aggregate'
import type { Centroids } from './centroids'

/** How many centroids a row may keep per unit of compression. */
const CENTROIDS_PER_COMPRESSION = 1.5
/** The buffer holds this many points, and one more per COMPRESSION_PER_BUFFERED of compression. */
const MIN_BUFFER = 27
const COMPRESSION_PER_BUFFERED = 10
/** A row of more points than MAX_LIGHT_COUNT keeps a quarter fewer centroids, because a weight then takes 8 bytes instead of 4. */
const CENTROIDS_PER_HEAVY_LOSS = 4
const MAX_LIGHT_COUNT = 0xffffffff

/**
 * One row: `kept` centroids in ascending order (the first and the last are atoms, the least and the greatest value), and
 * behind their means the buffer: `fresh` points in the order in which they came. Bit p of `mixed` is set if centroid p is a
 * mixture. @internal
 */
export type DigestState = {
  readonly n: number
  readonly kept: number
  readonly fresh: number
  readonly means: Slots
  readonly weights: Slots
  readonly mixed: Slots
}

/**
 * How much a row of one compression holds. At compression 100: 150 centroids and a buffer of 37 points, 345 numbers;
 * as bytes at most 8 per mean and 4 per weight. Beyond 2^32 points a weight takes 8, so a quarter fewer are kept. @internal
 */
export class DigestLayout {
  readonly state: DigestState
  readonly means: number
  readonly weights: number
  readonly mixed: number
  readonly #heavyLoss: number

  constructor(compression: number) {
    this.weights = Math.floor(compression * CENTROIDS_PER_COMPRESSION)
    this.means = this.weights + MIN_BUFFER + Math.floor(compression / COMPRESSION_PER_BUFFERED)
    this.mixed = Math.ceil(this.weights / 32)
    this.#heavyLoss = Math.ceil(this.weights / CENTROIDS_PER_HEAVY_LOSS)
    const { means, weights, mixed } = this
    this.state = { n: 0, kept: 0, fresh: 0, means: slots(means), weights: slots(weights), mixed: slots(mixed) }
  }

  /** How many centroids a row of n points may keep. */
  maxCentroids(n: number): number {
    return n > MAX_LIGHT_COUNT ? this.weights - this.#heavyLoss : this.weights
  }

  /** At how many centroids and buffered points together a row of n points must be flushed. */
  capacity(n: number): number {
    return n > MAX_LIGHT_COUNT ? this.means - this.#heavyLoss : this.means
  }
}

/** Reads the centroids of row i into a list. @internal */
export function readRow(list: Centroids, s: StateColumns<DigestState>, i: number, layout: DigestLayout): void {
  const { means, weights, mixed } = s
  const kept = s.kept[i]
  const mean = i * layout.means
  const weight = i * layout.weights
  const word = i * layout.mixed
  const toMeans = list.means
  const toWeights = list.weights
  let bits = 0
  for (let p = 0; p < kept; p++) {
    if ((p & 31) === 0) bits = mixed[word + (p >>> 5)] | 0
    toMeans[p] = means[mean + p]
    // the sign by arithmetic: 1 - 2 for a mixture
    toWeights[p] = weights[weight + p] * (1 - 2 * (bits & 1))
    bits >>>= 1
  }
  list.length = kept
}

/** Copies the buffer of row i to values[at...) and returns the index after it. @internal */
export function copyBuffer(
  values: Float64Array,
  at: number,
  s: StateColumns<DigestState>,
  i: number,
  layout: DigestLayout,
): number {
  const { means } = s
  const from = i * layout.means + s.kept[i]
  const fresh = s.fresh[i]
  for (let p = 0; p < fresh; p++) values[at + p] = means[from + p]
  return at + fresh
}

/** Writes a list as the centroids of row i, empties its buffer, and resets what is unused to the identity. @internal */
export function writeRow(s: StateColumns<DigestState>, i: number, list: Centroids, layout: DigestLayout): void {
  const { means, weights, mixed } = s
  const { length } = list
  const kept = s.kept[i]
  const used = kept + s.fresh[i]
  const mean = i * layout.means
  const weight = i * layout.weights
  const word = i * layout.mixed
  for (let p = 0, bits = 0; p < length; p++) {
    const w = list.weights[p]
    means[mean + p] = list.means[p]
    weights[weight + p] = Math.abs(w)
    bits |= (w < 0 ? 1 : 0) << (p & 31)
    if ((p & 31) === 31 || p + 1 === length) {
      mixed[word + (p >>> 5)] = bits >>> 0
      bits = 0
    }
  }
  for (let p = (length + 31) >>> 5; p < layout.mixed; p++) mixed[word + p] = 0
  for (let p = length; p < used; p++) means[mean + p] = 0
  for (let p = length; p < kept; p++) weights[weight + p] = 0
  s.kept[i] = length
  s.fresh[i] = 0
}
