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

/** A part of the range, and the tier that serves it. */
export interface Segment {
  readonly tier: string
  /** Whose rows: one writer covers each instant once. */
  readonly writer: string
  /** Epoch milliseconds, half-open. */
  readonly from: number
  readonly to: number
  readonly why: Why
  /** How many rows were read. */
  readonly rows: number
}

/** How a query is answered: which tier serves which part, and how much was read. */
export class Plan {
  /** What the answer covers: the asked range, widened where no finer resolution is kept. */
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

  /** How many rows were read, of all segments. */
  get rows(): number {
    return this.segments.reduce((rows, segment) => rows + segment.rows, 0)
  }

  /** The plan for people: a line a segment. */
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
