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
    `Measured on ${date.slice(0, 10)} on ${machine}, Node ${node}, commit ${commit}; medians. Over 1 is slower than ours, or larger.`,
    `Rivals: ${named.join(', ')}.`,
    '',
    '| question | ours | times ours |',
    '|---|---:|---|',
    ...Object.values(questions).flat().map(rowOf),
  ].join('\n')
}

function rowOf({ title, unit, entries: [ours, ...others] }: Outcome): string {
  // What is measured beside ours and not against it has no ratio: it is told as it is.
  const told = ({ value, ratio }: Entry) => (ratio === 1 ? `${number(value)} ${unit}` : number(ratio))
  const compared = others.map(entry => `${entry.name} **${told(entry)}**`).join(' · ')
  return `| ${title}${ours.name.includes(': ') ? `; ${ours.name}` : ''} | ${number(ours.value)} ${unit} | ${compared} |`
}
