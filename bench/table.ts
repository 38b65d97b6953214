import { type Entry, number, type Outcome, type Results } from './outcome'

const BEGIN = '<!-- bench -->'
const END = '<!-- /bench -->'

/** A README with the table of these results between its markers; throws where they are missing. */
export function withTable(readme: string, results: Results): string {
  const begin = readme.indexOf(BEGIN)
  const end = readme.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`README.md must hold ${BEGIN} and, after it, ${END}`)
  return `${readme.slice(0, begin + BEGIN.length)}\n${asMarkdown(results)}\n${readme.slice(end)}`
}

function asMarkdown({ date, machine, node, commit, versions, questions }: Results): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `Measured on ${date.slice(0, 10)} on ${machine}, Node ${node}, commit ${commit}; medians.`,
    `Rivals: ${named.join(', ')}.`,
    '',
    '| question | | median | times ours |',
    '|---|---|---:|---:|',
    ...Object.values(questions).flat().flatMap(rowsOf),
  ].join('\n')
}

function rowsOf({ title, unit, entries }: Outcome): string[] {
  return entries.map((entry, e) => `| ${e === 0 ? title : ''} | ${entry.name} | ${cells(entry, unit)} |`)
}

function cells({ value, ratio }: Entry, unit: string): string {
  return `${number(value)} ${unit} | ${ratio === 1 ? '' : number(ratio)}`
}
