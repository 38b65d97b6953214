import { summarise } from '../../src/aggregate/kernel/run-summary'
import { summary } from '../../src/aggregate/kernel/summary'

type Summarise = typeof summarise

function put(values: ArrayLike<number>, total: number, rest: number): boolean {
  summary.n[0] = values.length
  summary.total[0] = total
  summary.rest[0] = rest
  summary.low[0] = Math.min(...Array.from(values))
  summary.high[0] = Math.max(...Array.from(values))
  return true
}

/** Adds up without keeping what rounding cuts off. */
const sumsPlainly: Summarise = (values, from, to) => {
  const run = values.subarray(from, to)
  return put(
    run,
    run.reduce((sum, x) => sum + x, 0),
    0,
  )
}

/** Cuts off by an anchor that the first value chose, once for all. */
const anchorsOnce: Summarise = (values, from, to) => {
  const run = values.subarray(from, to)
  const start = 3072 * Math.abs(run[0])
  let anchor = start
  let rest = 0
  for (const x of run) {
    const sum = anchor + x
    rest += x - (sum - anchor)
    anchor = sum
  }
  const total = anchor - start + rest
  return put(run, total, anchor - start - total + rest)
}

/** Leaves out what does not fill a group of four. */
const skipsRemainder: Summarise = (values, from, to) => summarise(values, from, to - ((to - from) % 4))

/** Goes on from the run before. */
const goesOn: Summarise = (values, from, to) => {
  const before = summary.total[0]
  const done = summarise(values, from, to)
  summary.total[0] += before
  return done
}

/** Takes 0 for a value that was there. */
const lowFromZero: Summarise = (values, from, to) => {
  const done = summarise(values, from, to)
  summary.low[0] = Math.min(0, summary.low[0])
  return done
}

/** Summarises nothing. */
const declines: Summarise = () => false

/** Kernels that each break the law of summaries. */
export const brokenSummaries: Readonly<Record<string, Summarise>> = {
  sumsPlainly,
  anchorsOnce,
  skipsRemainder,
  goesOn,
  lowFromZero,
  declines,
}
