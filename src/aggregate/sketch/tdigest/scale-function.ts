/** From here to the middle one table tells the shares, from FINEST to here another; nearer to the ends they are computed. */
const FINE = 1 / 64
const FINEST = 1 / 2048
const STEPS = 1024

const coarse = table(0.5)
const fine = table(FINE)

/**
 * The share of all points that a centroid may hold at q, as a part of what `grain` allows: (q (1 - q))^(3/4), by a table
 * within 1.5 %, since two roots take longer than what they decide. @internal
 */
export function sizeLimit(q: number, grain: number): number {
  const r = q < 0.5 ? q : 1 - q
  if (r >= FINE) return grain * coarse[(r * (STEPS / 0.5)) | 0]
  if (r >= FINEST) return grain * fine[(r * (STEPS / FINE)) | 0]
  return r > 0 ? grain * exactly(r) : 0
}

/** What shareAt tells of q, without a table. @internal */
export function exactly(q: number): number {
  const p = q * (1 - q)
  return Math.sqrt(p * Math.sqrt(p))
}

/** The shares up to `most`, each that of the middle of its step; one step more, for rounding. */
function table(most: number): Float64Array {
  return Float64Array.from({ length: STEPS + 1 }, (_, step) => exactly(((step + 0.5) * most) / STEPS))
}
