import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type * as Digests from '../test/aggregate/support/digests'
import { distributions } from '../test/aggregate/support/distributions'
import { randomFrom } from '../test/support/random'
import { type TunedConstant, tunedConstants } from './tuned-constants'

// npx tsx bench/tune-tdigest.ts                  what each tuned constant of the t-digest trades: half an hour
// npx tsx bench/tune-tdigest.ts GAP_RATIO ...    only these
// npx tsx bench/tune-tdigest.ts --write ...      writes the tables into docs/t-digest.md, too
//
// Each value of a constant is tried in a copy of the module, with the constant replaced in its text: the kernel itself
// knows nothing of this script.

const POINTS = 30_000
const SEEDS = [1, 2, 3]
const PAGE = fileURLToPath(new URL('../docs/t-digest.md', import.meta.url))
const MIDDLE = Array.from({ length: 33 }, (_, k) => 0.1 + k / 40)
/** The promised bounds on the error of a rank. */
const BOUNDS: readonly (readonly [q: number, bound: number])[] = [
  ...MIDDLE.map(q => [q, 0.01] as const),
  ...[0.01, 0.99].map(q => [q, 0.001] as const),
  ...[0.001, 0.999].map(q => [q, 0.0002] as const),
]

type Module = typeof Digests
type Build = (digests: Module, values: Float64Array, sorted: Float64Array) => ReturnType<Module['folded']>

const WAYS = {
  'in one go': ({ folded }, values) => folded(values),
  'in merges of 10': ({ merged }, values) => merged(values, values.length / 10),
  'in 100 merges': ({ merged }, values) => merged(values, 100),
  'point by point': ({ added }, values) => added(values),
  sorted: ({ folded }, _, sorted) => folded(sorted),
} satisfies Readonly<Record<string, Build>>

type WayName = keyof typeof WAYS

/** A sample of every distribution and seed. */
const samples = distributions.flatMap(({ kind, draw }) =>
  SEEDS.map(seed => {
    const random = randomFrom(seed)
    const values = Float64Array.from({ length: POINTS }, (_, at) => draw(random, at) + 0)
    return { kind, values, sorted: values.slice().sort() }
  }),
)

/** The digests of a library in which constants are replaced in the text of their modules. */
async function variantOf(
  replacements: readonly (readonly [file: string, from: string, to: string])[],
): Promise<Module> {
  const entry = fileURLToPath(new URL('../test/aggregate/support/digests.ts', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [
      {
        name: 'replace constants',
        setup({ onLoad }) {
          onLoad({ filter: /src\/aggregate\/.*\.ts$/ }, ({ path }) => {
            let contents = readFileSync(path, 'utf8')
            for (const [file, from, to] of replacements)
              if (basename(path) === `${file}.ts`) contents = replaceOnce(contents, from, to)
            return { contents, loader: 'ts' }
          })
        },
      },
    ],
  })
  // a module of its own each time, so that engines compile each variant alone
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}

function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`"${from}" is not there exactly once`)
  return text.replace(from, () => to)
}

const JOBS = ['fold', 'add', 'merge', 'read', 'small'] as const
type Job = (typeof JOBS)[number]

interface Errors {
  /** Per way, the largest error of rank in [0.1, 0.9], averaged over continuous distributions. */
  readonly middle: Readonly<Record<WayName, number>>
  /** The error of rank at 0.01 and 0.99, averaged over continuous distributions and ways. */
  readonly tails: number
  /** The largest error of rank against its bound, steep distributions aside, and of those alone. */
  readonly worst: number
  readonly worstSteep: number
  readonly bytes: number
}

function errorsOf(digests: Module): Errors {
  const middle = {
    'in one go': [],
    'in merges of 10': [],
    'in 100 merges': [],
    'point by point': [],
    sorted: [],
  } as Record<WayName, number[]>
  const tails: number[] = []
  const bytes: number[] = []
  let worst = 0
  let worstSteep = 0
  for (const { kind, values, sorted } of samples)
    for (const [way, make] of Object.entries(WAYS) as [WayName, Build][]) {
      const frame = make(digests, values, sorted)
      const reading = digests.readingOf(frame)
      bytes.push(digests.bytesOf(frame))
      let largest = 0
      for (const [q, bound] of BOUNDS) {
        const error = digests.rankError(sorted, q, reading.quantile(q))
        // among few points a rank is known to one of them
        const share = error / (bound + 1 / POINTS)
        if (kind === 'steep') worstSteep = Math.max(worstSteep, share)
        else worst = Math.max(worst, share)
        if (bound === 0.01) largest = Math.max(largest, error)
        if (bound === 0.001 && kind === 'continuous') tails.push(error)
      }
      if (kind === 'continuous') middle[way].push(largest)
    }
  const means = Object.fromEntries(Object.entries(middle).map(([way, errors]) => [way, mean(errors)]))
  return { middle: means as Errors['middle'], tails: mean(tails), worst, worstSteep, bytes: mean(bytes) }
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/** What is timed: a long run into one digest, and point by point; merges of large digests; quantiles of large and small rows. */
function jobsOf(digests: Module): Readonly<Record<Job, () => void>> {
  const { values } = samples[5 * SEEDS.length]
  const frame = digests.digests(202)
  for (let row = 1; row <= 100; row++) frame.fold(row, values, values, row * 250, row * 250 + 1000)
  for (let row = 102; row <= 201; row++) frame.fold(row, values, values, 0, row - 82)
  const readRows = (first: number) => {
    for (let row = first; row < first + 100; row++) {
      const reading = digests.readingOf(frame, row)
      for (const q of [0.5, 0.95, 0.99]) reading.quantile(q)
    }
  }
  return {
    fold() {
      for (let k = 0; k < 5; k++) {
        frame.reset(101)
        frame.fold(101, values, values, 0, values.length)
      }
    },
    add() {
      digests.added(values.subarray(0, 10_000))
    },
    merge() {
      frame.reset(0)
      for (let row = 1; row <= 100; row++) frame.merge(0, frame, row)
    },
    read: () => readRows(1),
    small: () => readRows(102),
  }
}

type Times = Readonly<Record<Job, number>>

/** How much longer a variant takes than the library as it is, in alternating runs by processor time. */
function timesOf(standing: Module, variant: Module): Times {
  const sides = [jobsOf(standing), jobsOf(variant)]
  const ratioOf = (job: Job): number => {
    const ratios: number[] = []
    for (let round = 0; round < 30; round++) {
      const took = [0, 0]
      for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const before = process.cpuUsage()
        sides[side][job]()
        const { user, system } = process.cpuUsage(before)
        took[side] = user + system
      }
      if (round >= 10) ratios.push(took[1] / took[0])
    }
    return median(ratios)
  }
  return Object.fromEntries(JOBS.map(job => [job, ratioOf(job)])) as Times
}

const HEAD = `| value | in one go | in merges of 10 | in 100 merges | at 0.01, 0.99 | worst | worst, steep | bytes | fold | add | merge | read | read small |
|---|---|---|---|---|---|---|---|---|---|---|---|---|`

function lineOf(value: string, { middle, tails, worst, worstSteep, bytes }: Errors, times: Times | undefined): string {
  const percent = (share: number) => `${(100 * share).toFixed(3)} %`
  const cells = [
    value,
    ...[middle['in one go'], middle['in merges of 10'], middle['in 100 merges'], tails].map(percent),
    ...[worst, worstSteep].map(share => share.toFixed(2)),
    bytes.toFixed(0),
    ...JOBS.map(job => (times ? times[job].toFixed(2) : '1')),
  ]
  return `| ${cells.join(' | ')} |`
}

async function tableOf({ values }: TunedConstant, standing: Module, standingErrors: Errors): Promise<string> {
  const lines: string[] = []
  for (const { label, replacements } of values)
    if (replacements.length === 0) lines.push(lineOf(`**${label}**`, standingErrors, undefined))
    else {
      const variant = await variantOf(replacements)
      lines.push(lineOf(label, errorsOf(variant), timesOf(standing, variant)))
    }
  return [HEAD, ...lines].join('\n')
}

const names = process.argv.slice(2).filter(name => name !== '--write')
const chosen = tunedConstants.filter(({ name }) => names.length === 0 || names.includes(name))
if (names.length > chosen.length && names.length > 0) throw new Error(`one of ${names.join(', ')} is no tuned constant`)
const standing = await variantOf([])
const standingErrors = errorsOf(standing)
for (const constant of chosen) {
  const table = await tableOf(constant, standing, standingErrors)
  console.log(`\n${constant.name} (${constant.file}.ts)\n\n${table}`)
  if (!process.argv.includes('--write')) continue
  const place = new RegExp(`(<!-- tuned: ${constant.name} -->\n)(\\|.*\n)*`)
  const page = readFileSync(PAGE, 'utf8')
  if (!place.test(page)) throw new Error(`docs/t-digest.md has no place for ${constant.name}`)
  writeFileSync(
    PAGE,
    page.replace(place, (_, mark) => `${mark}${table}\n`),
  )
}
