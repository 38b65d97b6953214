import { runSummary, summarizeRun } from '../../src/aggregate/kernel/run-summary'

type Summarise = typeof summarizeRun

function put(values: ArrayLike<number>, total: number, rest: number): boolean {
  runSummary.n[0] = values.length
  runSummary.total[0] = total
  runSummary.rest[0] = rest
  runSummary.low[0] = Math.min(...Array.from(values))
  runSummary.high[0] = Math.max(...Array.from(values))
  return true
}

/** Adds up without context what rounding cuts off. */
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
const skipsRemainder: Summarise = (values, from, to) => summarizeRun(values, from, to - ((to - from) % 4))

/** Goes on from the run before. */
const goesOn: Summarise = (values, from, to) => {
  const before = runSummary.total[0]
  const done = summarizeRun(values, from, to)
  runSummary.total[0] += before
  return done
}

/** Takes 0 for a value that was there. */
const lowFromZero: Summarise = (values, from, to) => {
  const done = summarizeRun(values, from, to)
  runSummary.low[0] = Math.min(0, runSummary.low[0])
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
