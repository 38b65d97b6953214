import { fork } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Aggregate, aggregate, count, max, min, resample, sum } from '../src'
import { Frame } from '../src/state/frame'
import { schemaOf } from '../src/state/schema'
import { TwoStacks } from '../src/state/two-stacks'
import { libraryAggregates } from '../test/aggregate/entries'
import { latencies } from './support/points'

// npx tsx bench/allocations.ts   fails if garbage is collected while a kernel goes over 10,000,000 points

const POINTS = 10_000_000
const POINTS_PER_WINDOW = 694
const PANES = 60
/** Megabytes of young objects before they are collected: more than an answer of 14,400 windows, less than a number per 20 points. */
const YOUNG_MB = 4

/** A pair per point, held until the next: an allocation that no engine can remove. */
let held: object
const allocates = aggregate({
  ...count(),
  name: 'broken: a pair per point',
  fold(s, i, values, times, from, to) {
    for (let p = from; p < to; p++) held = [times[p], values[p]]
    s.n[i] += held ? to - from : 0
  },
})

const points = () => latencies(POINTS, POINTS * 86.4)

/** Folds window by window into the rows of a frame that was made before. */
function foldOf(aggregates: Readonly<Record<string, Aggregate>>, { times, values }: ReturnType<typeof points>) {
  const frame = new Frame(schemaOf(aggregates))
  frame.append(Math.ceil(values.length / POINTS_PER_WINDOW))
  return () => {
    for (let row = 0, from = 0; from < values.length; row++, from += POINTS_PER_WINDOW)
      frame.fold(row, values, times, from, Math.min(from + POINTS_PER_WINDOW, values.length))
  }
}

/** Slides over panes of a minute, 60 per window. */
function slideOf(aggregates: Readonly<Record<string, Aggregate>>, { times, values }: ReturnType<typeof points>) {
  const frame = new Frame(schemaOf(aggregates))
  const [pane, merged] = [frame.append(), frame.append()]
  const slide = new TwoStacks(frame.schema)
  let start = 0
  return () => {
    for (let from = 0; from < values.length; from += POINTS_PER_WINDOW, start++) {
      frame.fold(pane, values, times, from, Math.min(from + POINTS_PER_WINDOW, values.length))
      slide.push(start, frame, pane)
      slide.evict(start - PANES)
      slide.mergeInto(frame, merged)
      frame.reset(pane)
      frame.reset(merged)
    }
  }
}

function* kernels(): Iterable<readonly [name: string, run: () => unknown]> {
  const columns = points()
  const four = { n: count(), sum: sum(), min: min(), max: max() }
  for (const one of libraryAggregates.values()) yield [`fold, ${one.name}`, foldOf({ one }, columns)]
  yield ['fold, count, sum, min and max together', foldOf(four, columns)]
  yield ['slide over panes, count, sum, min and max', slideOf(four, columns)]
  yield ['resample by the minute, count, sum, min and max', () => resample(columns, { every: '1m', aggregates: four })]
  yield [`fold, ${allocates.name}`, foldOf({ allocates }, columns)]
}

/** In a separate process: runs each kernel until it is warm, then once between two forced collections. */
function measure(): void {
  for (const [name, run] of kernels()) {
    for (let r = 0; r < 3; r++) run()
    globalThis.gc!()
    run()
    globalThis.gc!()
    process.send!(name)
  }
}

/** The number of collections in each measured run, between the two forced ones. */
function collectionsIn(trace: string): number[] {
  const counts: number[] = []
  let asked = 0
  let between = 0
  for (const line of trace.split('\n').filter(line => / ms: (Scavenge|Mark-Compact|Minor)/.test(line))) {
    if (!line.includes('testing; ')) between++
    else {
      if (++asked % 2 === 0) counts.push(between)
      between = 0
    }
  }
  return counts
}

async function report(): Promise<void> {
  const outfile = fileURLToPath(new URL('out/allocations.mjs', import.meta.url))
  const entryPoints = [fileURLToPath(import.meta.url)]
  await build({
    entryPoints,
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  })
  const child = fork(outfile, {
    execArgv: ['--trace-gc', '--expose-gc', `--min-semi-space-size=${YOUNG_MB}`],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const names: string[] = []
  child.on('message', (name: string) => names.push(name))
  const [trace, [code]] = await Promise.all([text(child.stdout!), once(child, 'exit')])
  if (code !== 0) throw new Error(`the process that was measured ended with ${code}`)
  const counts = collectionsIn(trace)
  if (counts.length !== names.length) throw new Error(`${names.length} kernels, but ${counts.length} traces`)
  console.log(`collections of garbage within a warm run over ${POINTS.toLocaleString('en')} points`)
  for (const [k, name] of names.entries()) console.log(`${String(counts[k]).padStart(6)}  ${name}`)
  const wrong = names.filter((name, k) => (name.includes('broken') ? counts[k] < 10 : counts[k] > 0))
  if (wrong.length > 0) throw new Error(`not as it should be: ${wrong.join('; ')}`)
}

if (process.send) measure()
else await report()
