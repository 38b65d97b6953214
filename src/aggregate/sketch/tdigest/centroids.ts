/**
 * A list of centroids in ascending order of their means, in arrays that are reused: a mean and a weight each.
 *
 * The sign of a weight distinguishes two kinds. An *atom* is a centroid whose values are all equal (the paper's singleton,
 * of any weight): its weight is positive. A *mixture* stands for different values: its weight is negative. If an atom and
 * a mixture have equal means, the atom comes first, so a list never holds two atoms of one value. @internal
 */
export class Centroids {
  length = 0
  /** How many centroids the last pass over one half of the list left. */
  passLength = 0
  /** Half of the size limit, in points, at the current position of a merge pass. A field, because engines may allocate a number that is passed. */
  halfLimit = 0
  readonly means: Float64Array
  readonly weights: Float64Array

  constructor(capacity: number) {
    this.means = new Float64Array(capacity)
    this.weights = new Float64Array(capacity)
  }

  /** Becomes the union of two other lists. Atoms of one value become one atom, however heavy. */
  unite(a: Centroids, b: Centroids): void {
    const { means, weights } = this
    let length = 0
    let p = 0
    let q = 0
    while (p < a.length || q < b.length) {
      const fromA = q === b.length || (p < a.length && comesFirst(a, p, b, q))
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

  /** Becomes the atoms of the first n of sorted values: one for each distinct value. */
  setValues(sorted: Float64Array, n: number): void {
    const { means, weights } = this
    let length = 0
    let last = Number.NaN
    for (let p = 0; p < n; p++) {
      const value = sorted[p]
      if (value === last) weights[length - 1]++
      else {
        means[length] = last = value
        weights[length++] = 1
      }
    }
    this.length = length
  }
}

function comesFirst(a: Centroids, p: number, b: Centroids, q: number): boolean {
  const x = a.means[p]
  const y = b.means[q]
  return x < y || (x === y && (a.weights[p] > 0 || b.weights[q] < 0))
}

/** a + (b - a) * f for a <= b and f in [0, 1]: within [a, b], monotone in f, and no step of it overflows. @internal */
export function lerp(a: number, b: number, f: number): number {
  const d = b - a
  const x = d < Number.POSITIVE_INFINITY ? a + d * f : 2 * (a / 2 + (b / 2 - a / 2) * f)
  return x < b ? x : b
}
