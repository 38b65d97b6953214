import { Centroids } from '../../../src/aggregate/sketch/tdigest/centroids'
import { randomFrom } from '../../support/random'
import type { Distribution } from './distributions'

/** The scale of size limits at compression 100. */
export const SCALE = 0.06

/** The first n values of a distribution. */
export function valuesOf(draw: Distribution['draw'], n: number, seed: number): Float64Array {
  const random = randomFrom(seed)
  return Float64Array.from({ length: n }, (_, p) => draw(random, p) + 0)
}

/** A list of atoms, one for each distinct value. */
export function atomsOf(values: Float64Array): Centroids {
  const list = new Centroids(10_000)
  list.setValues(values.slice().sort(), values.length)
  return list
}

/** A list of the centroids given, as [mean, weight]; the weight of a mixture is negative. */
export function listOf(...centroids: readonly (readonly [mean: number, weight: number])[]): Centroids {
  const list = new Centroids(Math.max(1, 2 * centroids.length))
  centroids.forEach(([mean, weight], p) => {
    list.means[p] = mean
    list.weights[p] = weight
  })
  list.length = centroids.length
  return list
}

/** The centroids of a list, as [mean, weight]. */
export function centroidsIn({ means, weights, length }: Centroids): [mean: number, weight: number][] {
  return Array.from({ length }, (_, p) => [means[p], weights[p]])
}

export function pointsIn({ weights, length }: Centroids): number {
  return weights.subarray(0, length).reduce((sum, w) => sum + Math.abs(w), 0)
}

/** Throws if means do not ascend, or of equal means the atom is not first. */
export function expectOrder({ means, weights, length }: Centroids): void {
  for (let p = 1; p < length; p++)
    if (!(means[p - 1] < means[p] || (means[p - 1] === means[p] && weights[p] < 0)))
      throw new Error(`centroid ${p} of ${length}: ${means[p - 1]} (${weights[p - 1]}), ${means[p]} (${weights[p]})`)
}
