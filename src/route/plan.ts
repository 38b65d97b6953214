import { formatInstant } from '../time/instant'

/** Why a segment is served by its tier. */
export type Why =
  | 'coarsest that nests'
  | 'finer: edge'
  | 'finer: not yet sealed'
  | 'finer: dropped'
  | 'finer: coarser begins later'
  | 'widened: finer dropped'
  | 'not yet committed'
  | 'kept by no tier'

/** A part of a range, and the tier that serves it. */
export interface Segment {
  /** The name of a tier, `head` for what is not yet committed, or `none` if no tier keeps this part. */
  readonly tier: string
  /** Whose rows: the segments of one writer cover each instant once. */
  readonly writer: string
  /** Epoch milliseconds, half-open. */
  readonly from: number
  readonly to: number
  readonly why: Why
  /** How many rows were read. */
  readonly rows: number
}

/** Whether a tier serves a segment. Its name does not say so, since custom windows may have any name. */
export function isServed({ why }: Segment): boolean {
  return why !== 'kept by no tier'
}

/** How a query is answered: which tier serves which part of the range, and how many rows were read. */
export class Plan {
  /** What the answer covers, epoch milliseconds: the range of the query, widened if no finer resolution is kept. */
  readonly from: number
  readonly to: number
  /** How many windows the answer has. */
  readonly windows: number
  readonly segments: readonly Segment[]

  constructor(from: number, to: number, windows: number, segments: readonly Segment[]) {
    this.from = from
    this.to = to
    this.windows = windows
    this.segments = segments
  }

  /** How many rows were read, over all segments. */
  get rows(): number {
    return this.segments.reduce((rows, segment) => rows + segment.rows, 0)
  }

  /** The plan for people: one line per segment. */
  toString(): string {
    const writers = new Set(this.segments.map(({ writer }) => writer))
    const cells = this.segments.map(({ tier, writer, from, to, why, rows }) => [
      writers.size > 1 ? `${writer}: ${tier}` : tier,
      `${formatInstant(from)} .. ${formatInstant(to)}`,
      `${rows} ${rows === 1 ? 'row' : 'rows'}`,
      why,
    ])
    const widths = [0, 1, 2].map(c => Math.max(0, ...cells.map(line => line[c].length)))
    const lines = cells.map(
      line =>
        `  ${line.map((cell, c) => (c === 2 ? cell.padStart(widths[c]) : cell.padEnd(widths[c] ?? 0))).join('  ')}`,
    )
    const windows = `${this.windows} ${this.windows === 1 ? 'window' : 'windows'}`
    return [
      `${formatInstant(this.from)} .. ${formatInstant(this.to)}, ${windows}, ${this.rows} rows read`,
      ...lines,
    ].join('\n')
  }
}
