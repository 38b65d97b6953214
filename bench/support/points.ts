/** Points in columns, sorted by time. */
export interface Points {
  readonly times: Float64Array
  readonly values: Float64Array
}

/** Latencies at even distances: most are short, some long. The same points every time. */
export function latencies(points: number, milliseconds: number): Points {
  const times = new Float64Array(points)
  const values = new Float64Array(points)
  let seed = 7
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return (seed + 1) / 2 ** 32
  }
  for (let p = 0; p < points; p++) {
    times[p] = Math.floor((p * milliseconds) / points)
    values[p] = -20 * Math.log(random())
  }
  return { times, values }
}
