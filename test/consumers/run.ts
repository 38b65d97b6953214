import { type ExecFileException, execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { blocksIn } from '../docs/find'
import { filesIn, ROOT } from '../house/tree'

// Programs that use the packed library as others do: each compiles with each version of TypeScript, and some run.
// The packages that they need are installed on first use, and kept in out/ while their lock stays the same.

const VERSIONS = ['5.4', '5.9', '6.0']
const PROJECT = `${ROOT}test/consumers/project`
const OUT = `${ROOT}out/consumers`

/** Copies the programs, and installs what they need and the library as it is packed. */
function prepare(): void {
  const lock = readFileSync(`${PROJECT}/package-lock.json`, 'utf8')
  const installed = `${OUT}/installed.json`
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  for (const name of readdirSync(OUT))
    if (name !== 'node_modules' && name !== 'installed.json') rmSync(`${OUT}/${name}`, { recursive: true })
  cpSync(PROJECT, OUT, { recursive: true })
  if (!existsSync(installed)) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: OUT })
    writeFileSync(installed, lock)
  }
  const [{ filename }] = JSON.parse(
    String(execFileSync('npm', ['pack', '--json', '--pack-destination', OUT], { cwd: ROOT })),
  )
  rmSync(`${OUT}/node_modules/tidemark`, { recursive: true, force: true })
  mkdirSync(`${OUT}/node_modules/tidemark`)
  execFileSync('tar', ['-xzf', filename, '-C', 'node_modules/tidemark', '--strip-components=1'], { cwd: OUT })
}

/** Writes each program of the pages into a file of its own; returns how many there are. */
function writeSnippets(): number {
  mkdirSync(`${OUT}/snippets`)
  cpSync(`${PROJECT}/broken/tsconfig.json`, `${OUT}/snippets/tsconfig.json`)
  const pages = [
    'README.md',
    ...filesIn('docs')
      .filter(path => /^[\w-]+\.md$/.test(path))
      .map(path => `docs/${path}`),
  ]
  const programs = pages.flatMap(page =>
    blocksIn(readFileSync(`${ROOT}${page}`, 'utf8'))
      .filter(({ language, mark }) => language === 'ts' && !mark.startsWith('part of: '))
      .map(({ line, text }) => ({ name: `${page.replaceAll('/', '.')}.${line}.ts`, text })),
  )
  for (const { name, text } of programs) writeFileSync(`${OUT}/snippets/${name}`, `${text}\nexport {}\n`)
  return programs.length
}

interface Outcome {
  readonly failed: boolean
  readonly output: string
}

function outcomeOf(command: string, args: readonly string[]): Promise<Outcome> {
  return new Promise(resolve => {
    execFile(command, args, { cwd: OUT }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ failed: error !== null, output: `${stdout}${stderr}` }),
    )
  })
}

const compile = (version: string, project: string) =>
  outcomeOf(process.execPath, [`node_modules/typescript-${version}/bin/tsc`, '-p', project])

const compiles = async (version: string, project: string): Promise<string[]> => {
  const { failed, output } = await compile(version, project)
  return failed ? [`${project} does not compile with TypeScript ${version}:\n${output}`] : []
}

/** Each file that must not compile is refused by each version: else nothing above was seen. */
const refuses = async (version: string): Promise<string[]> => {
  const { output } = await compile(version, 'broken')
  const files = readdirSync(`${OUT}/broken`).filter(file => file.endsWith('.ts'))
  const taken = files.filter(file => !output.includes(`broken/${file}(`))
  return taken.map(file => `broken/${file} compiles with TypeScript ${version}`)
}

const runs = async (what: string, args: readonly string[]): Promise<string[]> => {
  const { failed, output } = await outcomeOf(process.execPath, args)
  return failed ? [`${what}:\n${output}`] : []
}

const JEST = ['node_modules/jest/bin/jest.js', '--rootDir=jest', '--ci', '--testMatch=**/*.spec.*js']

prepare()
const snippets = writeSnippets()
const jobs = [
  ...VERSIONS.flatMap(version => [
    () => compiles(version, 'modern'),
    () => compiles(version, 'node-sqlite'),
    () => compiles(version, 'snippets'),
    () => refuses(version),
  ]),
  // Before 5.8 TypeScript knows no require() of a module.
  () => compiles('5.9', 'commonjs'),
  () => compiles('6.0', 'commonjs'),
  () => runs('require() in Node', ['commonjs/require.cjs']),
  () => runs('Jest', ['--experimental-vm-modules', '--no-warnings', ...JEST]),
]

const faults: string[] = []
const left = [...jobs]
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let job = left.shift(); job; job = left.shift()) faults.push(...(await job()))
  }),
)
for (const fault of faults) console.error(fault)
console.log(
  `${jobs.length} programs and ${snippets} snippets of the pages, TypeScript ${VERSIONS.join(', ')}: ${faults.length} faults`,
)
if (faults.length > 0) process.exitCode = 1
