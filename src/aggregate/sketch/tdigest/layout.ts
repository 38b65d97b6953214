import { type Slots, type StateColumns, slots } from '../../aggregate'
import type { Centroids } from './centroids'

/**
 * One row: `kept` centroids in ascending order (the first and the last are atoms: the least and the largest value),
 * behind them `fresh` points as they came. Bit p of `mixed` tells that centroid p is a mixture. @internal
 */
export type Digest = {
  readonly n: number
  readonly kept: number
  readonly fresh: number
  readonly means: Slots
  readonly weights: Slots
  readonly mixed: Slots
}

/**
 * How much a row of one compression holds. At compression 100: 150 centroids and 37 points behind them, 345 numbers;
 * as bytes at most 8 a mean and 4 a weight. Beyond 2^32 points a weight takes 8, and there are a quarter fewer. @internal
 */
export class DigestLayout {
  readonly state: Digest
  readonly means: number
  readonly weights: number
  readonly mixed: number
  readonly #few: number

  constructor(compression: number) {
    this.weights = Math.floor(compression * 1.5)
    this.means = this.weights + 27 + Math.floor(compression / 10)
    this.mixed = Math.ceil(this.weights / 32)
    this.#few = Math.ceil(this.weights / 4)
    const { means, weights, mixed } = this
    this.state = { n: 0, kept: 0, fresh: 0, means: slots(means), weights: slots(weights), mixed: slots(mixed) }
  }

  /** How many centroids a row of n points may keep. */
  centroids(n: number): number {
    return n > 0xffffffff ? this.weights - this.#few : this.weights
  }

  /** At how many centroids and fresh points a row of n points is full. */
  full(n: number): number {
    return n > 0xffffffff ? this.means - this.#few : this.means
  }
}

/** Takes the centroids of a row into a list. @internal */
export function readRow(list: Centroids, s: StateColumns<Digest>, i: number, room: DigestLayout): void {
  const { means, weights, mixed } = s
  const kept = s.kept[i]
  const mean = i * room.means
  const weight = i * room.weights
  const word = i * room.mixed
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

/** Copies the fresh points of a row to values[at...) and gives the place after them. @internal */
export function copyFresh(
  values: Float64Array,
  at: number,
  s: StateColumns<Digest>,
  i: number,
  room: DigestLayout,
): number {
  const { means } = s
  const from = i * room.means + s.kept[i]
  const fresh = s.fresh[i]
  for (let p = 0; p < fresh; p++) values[at + p] = means[from + p]
  return at + fresh
}

/** Puts a list into a row as its centroids, and everything behind them back to its identity. @internal */
export function writeRow(s: StateColumns<Digest>, i: number, list: Centroids, room: DigestLayout): void {
  const { means, weights, mixed } = s
  const { length } = list
  const kept = s.kept[i]
  const used = kept + s.fresh[i]
  const mean = i * room.means
  const weight = i * room.weights
  const word = i * room.mixed
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
  for (let p = (length + 31) >>> 5; p < room.mixed; p++) mixed[word + p] = 0
  for (let p = length; p < used; p++) means[mean + p] = 0
  for (let p = length; p < kept; p++) weights[weight + p] = 0
  s.kept[i] = length
  s.fresh[i] = 0
}
