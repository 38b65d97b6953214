import type { Columns, Slots } from '../aggregate'
import type { List } from './list'

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

/** How much a row of one compression holds. @internal */
export interface Room {
  /** Centroids and fresh points, centroids, words of bits. */
  readonly means: number
  readonly weights: number
  readonly mixed: number
  readonly grain: number
}

/** Takes the centroids of a row into a list. @internal */
export function load(list: List, s: Columns<Digest>, i: number, room: Room): void {
  const kept = s.kept[i]
  const mean = i * room.means
  const weight = i * room.weights
  const word = i * room.mixed
  for (let p = 0; p < kept; p++) {
    list.means[p] = s.means[mean + p]
    const w = s.weights[weight + p]
    list.weights[p] = (s.mixed[word + (p >>> 5)] >>> (p & 31)) & 1 ? -w : w
  }
  list.length = kept
}

/** Puts a list into a row as its centroids, and everything behind them back to its identity. @internal */
export function keep(s: Columns<Digest>, i: number, list: List, room: Room): void {
  const { length } = list
  const used = s.kept[i] + s.fresh[i]
  const mean = i * room.means
  const weight = i * room.weights
  const word = i * room.mixed
  for (let p = 0; p < room.mixed; p++) s.mixed[word + p] = 0
  for (let p = 0; p < length; p++) {
    const w = list.weights[p]
    s.means[mean + p] = list.means[p]
    s.weights[weight + p] = w < 0 ? -w : w
    if (w < 0) s.mixed[word + (p >>> 5)] += 2 ** (p & 31)
  }
  for (let p = length; p < used; p++) s.means[mean + p] = 0
  for (let p = length; p < s.kept[i]; p++) s.weights[weight + p] = 0
  s.kept[i] = length
  s.fresh[i] = 0
}
