import { type Entry, number, type Outcome, type Results, reached } from './support/outcome'

const BEGIN = '<!-- bench -->'
const END = '<!-- /bench -->'

/** The questions that the README shows: one of each kind, with the rivals that people know. */
const README: Readonly<Record<string, readonly string[]>> = {
  '1,000,000 points by the minute: count, sum, min, max': [
    'a Map of objects, by hand',
    'DuckDB, 2 threads',
    'arquero',
    'SQLite',
  ],
  '1,000,000 points by the minute: p50, p95, p99': [
    'DuckDB quantile_cont, 2 threads',
    'DDSketch, a sketch per minute',
    'npm tdigest, a digest per minute',
  ],
  '1,000,000 points through a rollup, all minutes queried: p50, p95, p99': [
    'DuckDB, 2 threads: appender, group by',
    'DuckDB, 2 threads: group by alone',
  ],
  '1,000,000 events one at a time over 1,000 series, series held': [
    'prom-client, labels held',
    'OpenTelemetry histogram',
  ],
  'p95 of 500 windows of 8h, 1 series, a point every 1 s': ['DuckDB over the raw points, 2 threads'],
  '10,000 digests of 500 points merged': ['npm tdigest', 'DDSketch', 'hdr-histogram-js, 2 digits'],
  '3,600,000 events of 100 keys, sliding over 3,600 panes, 10 events per key and slide': [
    'a bucket per window, by hand',
    'a ring of panes and a running sum per key, by hand',
  ],
  'a commit of 10,000 rows of 200 bytes to a file': ['libsql, by hand'],
}

/** The pages that show results, and what puts them there. */
export const PAGES: Readonly<Record<string, (page: string, results: Results) => string>> = {
  'README.md': withShortTable,
  'docs/benchmarks.md': withTable,
}

/** A page with the table of all results and their goals between its markers; throws if they are missing. */
function withTable(page: string, results: Results): string {
  const { versions, questions } = results
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const outcomes = Object.values(questions).flat()
  return between(page, [...lines(`${measuredOn(results)} Rivals: ${named.join(', ')}.`), '', ...rowsOf(outcomes, true)])
}

/** The README with a few of the results between its markers; throws if they or one of the results are missing. */
function withShortTable(readme: string, results: Results): string {
  const all = Object.values(results.questions).flat()
  const shown = Object.entries(README).map(([title, rivals]) => {
    const outcome = all.find(outcome => outcome.title === title)
    const entries = rivals.map(name => outcome?.entries.find(entry => entry.name === name))
    if (!outcome || entries.includes(undefined)) throw new Error(`results.json lacks "${title}", or one of ${rivals}`)
    return { ...outcome, entries: [outcome.entries[0], ...(entries as Entry[])] }
  })
  return between(readme, [...lines(measuredOn(results)), '', ...rowsOf(shown, false)])
}

function between(page: string, lines: readonly string[]): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`the page must hold ${BEGIN} and, after it, ${END}`)
  return `${page.slice(0, begin + BEGIN.length)}\n${lines.join('\n')}\n${page.slice(end)}`
}

function measuredOn({ date, machine, node, commit }: Results): string {
  return `Measured on ${date.slice(0, 10)} on ${machine}, Node ${node}, commit ${commit}; medians. A factor above 1 means slower (or larger) than tidemark.`
}

/** A paragraph in lines of at most 120 characters, like the rest of the page. */
function lines(paragraph: string): string[] {
  return paragraph.match(/.{1,120}(?:\s|$)/g)!.map(line => line.trimEnd())
}

function rowsOf(outcomes: readonly Outcome[], goals: boolean): string[] {
  return ['| question | ours | times ours |', '|---|---:|---|', ...outcomes.map(outcome => rowOf(outcome, goals))]
}

function rowOf({ title, unit, entries: [ours, ...others] }: Outcome, goals: boolean): string {
  // What is measured beside ours, and not against it, has no ratio: it is shown as it is.
  const shown = ({ value, ratio }: Entry) => (ratio === 1 ? `${number(value)} ${unit}` : number(ratio))
  const goal = (entry: Entry) => {
    const { minRatio, maxRatio, maxValue } = entry
    if (!goals || reached(entry) === undefined) return ''
    const bound =
      minRatio !== undefined ? `≥ ${minRatio}` : maxRatio !== undefined ? `≤ ${maxRatio}` : `≤ ${number(maxValue!)}`
    return ` (goal ${bound}${reached(entry) ? '' : ', missed'})`
  }
  const compared = others.map(entry => `${entry.name} **${shown(entry)}**${goal(entry)}`).join(' · ')
  const name = `${title}${ours.name.includes(': ') ? `; ${ours.name}` : ''}`
  return `| ${name} | ${number(ours.value)} ${unit}${goal(ours)} | ${compared} |`
}
