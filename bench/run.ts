import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { at, bundle } from './bundle'
import { chosen } from './chosen'
import { asText, type Outcome, type Results } from './support/outcome'
import { PAGES } from './table'

// npm run bench            all questions; writes results.json and the tables of the pages
// npm run bench -- NAME    one or several of them by name, as `resample`: prints only
// BENCH_QUICK=1            few repetitions and less data, to try the bench out: prints only

const output = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: at(''), encoding: 'utf8' }).trim()

/** Runs a question in a process of its own. */
async function answer(question: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const child = fork(await bundle(question), { execArgv: ['--expose-gc', '--max-old-space-size=8192'] })
  child.on('message', (outcome: Outcome) => {
    outcomes.push(outcome)
    console.log(`\n${question}: ${asText(outcome)}`)
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${question} ended with ${code}`)
  return outcomes
}

function versions(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(at('bench/package.json'), 'utf8'))
  return dependencies
}

if (!existsSync(at('bench/node_modules')))
  execFileSync('npm', ['ci', '--prefix', 'bench'], { cwd: at(''), stdio: 'inherit' })
const asked = process.argv.slice(2)
const questions: Record<string, Outcome[]> = {}
for (const question of chosen(asked)) questions[question] = await answer(question)

if (asked.length === 0 && process.env.BENCH_QUICK !== '1') {
  const results: Results = {
    date: new Date().toISOString(),
    machine: `${cpus().length} x ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.versions.node,
    commit: output('git', 'describe', '--always', '--dirty'),
    versions: versions(),
    questions,
  }
  writeFileSync(at('bench/results.json'), `${JSON.stringify(results, null, 2)}\n`)
  for (const [path, withTable] of Object.entries(PAGES))
    writeFileSync(at(path), withTable(readFileSync(at(path), 'utf8'), results))
}
