/** What one way to answer took, or what one thing measures. */
export interface Entry {
  readonly name: string
  /** The median of all runs. */
  readonly value: number
  /** The quartiles around it; equal to it where a thing is measured once. */
  readonly low: number
  readonly high: number
  /** How many times ours this is; 1 for ours, which comes first. */
  readonly ratio: number
  /** The goal: the ratio is to be at least this. */
  readonly least?: number
  /** The goal: the ratio is to be at most this. */
  readonly grows?: number
  /** The goal: the value is to be at most this. */
  readonly most?: number
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
export function reached({ value, ratio, least, grows, most }: Entry): boolean | undefined {
  if (least !== undefined) return ratio >= least
  if (grows !== undefined) return ratio <= grows
  return most === undefined ? undefined : value <= most
}

/** Hands an outcome to the runner; to the terminal where a question runs alone. */
export function tell(outcome: Outcome): void {
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

function goalOf({ least, grows, most }: Entry): string {
  if (least !== undefined) return `at least ${least} x`
  if (grows !== undefined) return `at most ${grows} x`
  return most === undefined ? '' : `at most ${most}`
}

/** A number with three digits that count. */
export function number(x: number): string {
  if (Math.abs(x) >= 100) return Math.round(x).toLocaleString('en')
  return Number(x.toPrecision(3)).toString()
}
