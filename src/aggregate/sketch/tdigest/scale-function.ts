/** Between this q and the middle one table holds the size limits. */
const COARSE_TABLE_FROM = 1 / 64
/** Between this q and COARSE_TABLE_FROM another table holds them; nearer to the ends they are computed. */
const FINE_TABLE_FROM = 1 / 2048
const TABLE_STEPS = 1024

const coarseTable = tableUpTo(0.5)
const fineTable = tableUpTo(COARSE_TABLE_FROM)

/**
 * The size limit at q: which share of all points one centroid may hold there, scale * (q (1 - q))^(3/4).
 *
 * In the paper a centroid may span one unit of a scale function k; this is dq for dk = 1, with dk/dq = 1 / limit. The
 * exponent lies between those of the paper's k1 (1/2, too coarse at q = 0.001) and k2 (1, whose number of centroids
 * grows with log n). A table answers within 1.5 %, because two roots would take longer than all that they decide. @internal
 */
export function sizeLimit(q: number, scale: number): number {
  const r = q < 0.5 ? q : 1 - q
  if (r >= COARSE_TABLE_FROM) return scale * coarseTable[(r * (TABLE_STEPS / 0.5)) | 0]
  if (r >= FINE_TABLE_FROM) return scale * fineTable[(r * (TABLE_STEPS / COARSE_TABLE_FROM)) | 0]
  return r > 0 ? scale * exactSizeLimit(r) : 0
}

/** The size limit at q for a scale of 1, without a table. @internal */
export function exactSizeLimit(q: number): number {
  const p = q * (1 - q)
  return Math.sqrt(p * Math.sqrt(p))
}

/** The limits from 0 to `end`, each that of the middle of its step, and one step more for rounding. */
function tableUpTo(end: number): Float64Array {
  return Float64Array.from({ length: TABLE_STEPS + 1 }, (_, step) => exactSizeLimit(((step + 0.5) * end) / TABLE_STEPS))
}
