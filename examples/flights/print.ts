/** Numbers and words in columns; null is shown as a dash. */
export function table(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = Object.keys(rows[0] ?? {})
  const cells = [names, ...rows.map(row => names.map(name => cell(row[name])))]
  const widths = names.map((_, c) => Math.max(...cells.map(line => line[c].length)))
  const left = names.map(name => rows.some(row => typeof row[name] === 'string'))
  return cells
    .map(line => line.map((text, c) => (left[c] ? text.padEnd(widths[c]) : text.padStart(widths[c]))).join('   '))
    .map(line => `  ${line}`.trimEnd())
    .join('\n')
}

/**
 * A column for each window, from `low` up to `high`; a window without a value is left blank, what is above `most` ends in
 * an arrow. The first days of months stand below.
 */
export function bandChart(
  starts: Float64Array,
  low: Float64Array,
  high: Float64Array,
  { height = 12, most = Number.POSITIVE_INFINITY } = {},
): string {
  const known = [...low, ...high].filter(x => !Number.isNaN(x))
  const floor = Math.min(0, ...known)
  const step = (Math.min(most, Math.max(1, ...known)) - floor) / (height - 1)
  const rowOf = (x: number) => Math.round((Math.min(x, most) - floor) / step)
  const lines: string[] = []
  for (let row = height - 1; row >= 0; row--) {
    const marks = Array.from(starts, (_, p) => {
      const [bottom, top] = [rowOf(low[p]), rowOf(high[p])]
      if (row === top && high[p] > most) return '▲'
      if (row === top) return row === bottom ? '─' : '┬'
      return row === bottom ? '┴' : row > bottom && row < top ? '│' : ' '
    })
    lines.push(`${(floor + row * step).toFixed(0).padStart(6)} ┤${marks.join('').trimEnd()}`)
  }
  return [...lines, `${' '.repeat(8)}${months(starts)}`].join('\n')
}

/** `2001-06-19 13:17`, as it reads in the data: local wall time. */
export function wallTime(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}

/** `1.23 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`
}

/** Text under a heading, with an empty line before it. */
export function section(heading: string, ...text: unknown[]): void {
  console.log(`\n${heading}\n`)
  for (const part of text) console.log(String(part))
}

function months(starts: Float64Array): string {
  const marks = new Array<string>(starts.length).fill(' ')
  starts.forEach((start, p) => {
    const day = wallTime(start)
    if (day.slice(8, 10) === '01') marks.splice(p, 9, ...`└ ${day.slice(0, 7)}`)
  })
  return marks.join('').trimEnd()
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(1)
}
