import { runSummary, summarizeRun } from '../../src/aggregate/kernel/run-summary'

type Summarize = typeof summarizeRun

function write(values: ArrayLike<number>, total: number, rest: number): boolean {
  runSummary.n[0] = values.length
  runSummary.total[0] = total
  runSummary.rest[0] = rest
  runSummary.low[0] = Math.min(...Array.from(values))
  runSummary.high[0] = Math.max(...Array.from(values))
  return true
}

/** Adds up plainly, without what rounding cuts off. */
const sumsPlainly: Summarize = (values, from, to) => {
  const run = values.subarray(from, to)
  return write(
    run,
    run.reduce((sum, x) => sum + x, 0),
    0,
  )
}

/** Uses one anchor, chosen by the first value, for the whole run. */
const anchorsOnce: Summarize = (values, from, to) => {
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
  return write(run, total, anchor - start - total + rest)
}

/** Leaves out the values that do not fill a group of four. */
const skipsRemainder: Summarize = (values, from, to) => summarizeRun(values, from, to - ((to - from) % 4))

/** Adds the total of the run before. */
const keepsPreviousTotal: Summarize = (values, from, to) => {
  const before = runSummary.total[0]
  const done = summarizeRun(values, from, to)
  runSummary.total[0] += before
  return done
}

/** Takes 0 for one of the values. */
const lowFromZero: Summarize = (values, from, to) => {
  const done = summarizeRun(values, from, to)
  runSummary.low[0] = Math.min(0, runSummary.low[0])
  return done
}

/** Always declines. */
const declines: Summarize = () => false

/** Kernels that each break the law of run summaries. */
export const brokenRunSummaries: Readonly<Record<string, Summarize>> = {
  sumsPlainly,
  anchorsOnce,
  skipsRemainder,
  keepsPreviousTotal,
  lowFromZero,
  declines,
}
