/** The time of one way to answer, or the size of one thing. */
export interface Entry {
  readonly name: string
  /** The median of all runs. */
  readonly value: number
  /** The quartiles around it; equal to it if a thing is measured once. */
  readonly low: number
  readonly high: number
  /** How many times ours this is; 1 for ours, which comes first. */
  readonly ratio: number
  /** The goal: the ratio is at least this. */
  readonly minRatio?: number
  /** The goal: the ratio is at most this. */
  readonly maxRatio?: number
  /** The goal: the value is at most this. */
  readonly maxValue?: number
}

/** The answer to one question of the bench. */
export interface Outcome {
  readonly title: string
  readonly unit: string
  readonly entries: readonly Entry[]
}

/** Everything that one run of the bench found, as `results.json` keeps it. */
export interface Results {
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly commit: string
  readonly versions: Readonly<Record<string, string>>
  readonly questions: Readonly<Record<string, readonly Outcome[]>>
}

/** Whether an entry reaches its goal; undefined if it has none. */
export function reached({ value, ratio, minRatio, maxRatio, maxValue }: Entry): boolean | undefined {
  if (minRatio !== undefined) return ratio >= minRatio
  if (maxRatio !== undefined) return ratio <= maxRatio
  return maxValue === undefined ? undefined : value <= maxValue
}

/** Sends an outcome to the runner, or prints it if the question runs alone. */
export function report(outcome: Outcome): void {
  if (process.send) process.send(outcome)
  else console.log(`\n${asText(outcome)}`)
}

/** An outcome for the terminal. */
export function asText({ title, unit, entries }: Outcome): string {
  const width = Math.max(...entries.map(({ name }) => name.length))
  const lines = entries.map(entry => {
    const { name, value, low, high, ratio } = entry
    const spread = low === high ? '' : `${number(low)} .. ${number(high)}`
    const met = { true: 'met', false: 'MISSED', undefined: '' }[String(reached(entry))]
    const cells = [
      number(value).padStart(9),
      spread.padStart(19),
      `${number(ratio)} x`.padStart(9),
      goalOf(entry).padEnd(15),
      met,
    ]
    return `  ${name.padEnd(width)} ${cells.join('  ')}`.trimEnd()
  })
  return [`${title} (${unit})`, ...lines].join('\n')
}

function goalOf({ minRatio, maxRatio, maxValue }: Entry): string {
  if (minRatio !== undefined) return `at least ${minRatio} x`
  if (maxRatio !== undefined) return `at most ${maxRatio} x`
  return maxValue === undefined ? '' : `at most ${maxValue}`
}

/** A number with three significant digits. */
export function number(x: number): string {
  if (Math.abs(x) >= 100) return Math.round(x).toLocaleString('en')
  return Number(x.toPrecision(3)).toString()
}
