import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { asText, type Outcome, type Results } from './outcome'
import { withTable } from './table'

// npm run bench            all questions; writes results.json and the README's table
// npm run bench -- NAME    one of them, by its letter or its name: prints only
// BENCH_QUICK=1            few repetitions and less data, to try it out: prints only

const root = fileURLToPath(new URL('..', import.meta.url))
const at = (path: string) => `${root}${path}`
const output = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim()

function chosen(asked: readonly string[]): string[] {
  const all = readdirSync(at('bench/questions'))
    .map(file => file.replace(/\.ts$/, ''))
    .sort()
  for (const name of asked)
    if (!all.some(question => isCalled(question, name))) throw new Error(`no question ${name}: ${all.join(', ')}`)
  return all.filter(question => asked.length === 0 || asked.some(name => isCalled(question, name)))
}

function isCalled(question: string, name: string): boolean {
  return question === name || question[0] === name || question.slice(2) === name
}

/** A question as plain JavaScript, on the library as it is shipped. */
async function bundle(question: string): Promise<string> {
  const outfile = at(`bench/out/${question}.mjs`)
  await build({
    entryPoints: [at(`bench/questions/${question}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: { tidemark: at('dist/index.js') },
    logLevel: 'error',
  })
  return outfile
}

/** Runs a question in a process of its own. */
async function answer(question: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const child = fork(await bundle(question), { execArgv: ['--expose-gc', '--max-old-space-size=8192'] })
  child.on('message', (outcome: Outcome) => {
    outcomes.push(outcome)
    console.log(`\n${question[0]}. ${asText(outcome)}`)
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
  execFileSync('npm', ['ci', '--prefix', 'bench'], { cwd: root, stdio: 'inherit' })
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
  writeFileSync(at('README.md'), withTable(readFileSync(at('README.md'), 'utf8'), results))
}
