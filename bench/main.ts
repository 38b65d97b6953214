import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { type Contest, time } from './contest'
import { fourNumbers, percentile } from './resample'
import { month } from './rollup'

const contests: readonly Contest<any>[] = [fourNumbers, percentile, month]

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

const [{ model }] = cpus()
console.log(
  `${new Date().toISOString().slice(0, 10)}, commit ${commit()}, Node ${process.versions.node}, ${cpus().length} x ${model.trim()}`,
)
console.log('Answers are checked to agree first; medians of 15 alternating runs, in milliseconds.')
for (const contest of contests) {
  const timed = await time(contest)
  const slowest = Math.max(...timed.map(({ milliseconds }) => milliseconds))
  console.log(`\n${contest.name}`)
  for (const { way, milliseconds } of timed)
    console.log(
      `  ${way.padEnd(30)}${milliseconds.toFixed(2).padStart(10)}${(slowest / milliseconds).toFixed(1).padStart(8)} x`,
    )
}
