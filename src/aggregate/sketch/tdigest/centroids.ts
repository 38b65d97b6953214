/**
 * Centroids in ascending order, in room that is used again: a mean and a weight each. The weight of an *atom*, whose
 * values are all equal, is positive, that of a *mixture* negative; among equal means the atom stands first.
 * So two lists have an atom of one value side by side. @internal
 */
export class Centroids {
  length = 0
  /** How many centroids the last pass made. */
  made = 0
  /** Half of what a centroid may weigh where the pass is. A field, since a number that is handed over may be allocated. */
  mass = 0
  readonly means: Float64Array
  readonly weights: Float64Array

  constructor(capacity: number) {
    this.means = new Float64Array(capacity)
    this.weights = new Float64Array(capacity)
  }

  /** Becomes the union of two other lists; atoms of one value become one, whatever their weight. */
  unite(a: Centroids, b: Centroids): void {
    const { means, weights } = this
    let length = 0
    let p = 0
    let q = 0
    while (p < a.length || q < b.length) {
      const fromA = q === b.length || (p < a.length && goesFirst(a, p, b, q))
      const mean = fromA ? a.means[p] : b.means[q]
      const weight = fromA ? a.weights[p++] : b.weights[q++]
      if (length > 0 && weight > 0 && means[length - 1] === mean && weights[length - 1] > 0)
        weights[length - 1] += weight
      else {
        means[length] = mean
        weights[length++] = weight
      }
    }
    this.length = length
  }

  /** Becomes the first n of sorted values, equal ones together. */
  take(values: Float64Array, n: number): void {
    const { means, weights } = this
    let length = 0
    let last = Number.NaN
    for (let p = 0; p < n; p++) {
      const value = values[p]
      if (value === last) weights[length - 1]++
      else {
        means[length] = last = value
        weights[length++] = 1
      }
    }
    this.length = length
  }
}

function goesFirst(a: Centroids, p: number, b: Centroids, q: number): boolean {
  const x = a.means[p]
  const y = b.means[q]
  return x < y || (x === y && (a.weights[p] > 0 || b.weights[q] < 0))
}
