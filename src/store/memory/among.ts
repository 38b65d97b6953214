/** The first of these numbers above another one, which ascends from call to call. @internal */
export function among(numbers: readonly number[]): (above: number) => number | undefined {
  const sorted = Float64Array.from(numbers).sort()
  let next = 0
  return above => {
    while (next < sorted.length && sorted[next] <= above) next++
    return sorted[next]
  }
}
