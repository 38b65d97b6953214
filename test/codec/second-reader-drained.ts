import { readRow, type SecondShape, type SecondState } from './second-reader'
import { listOf, openPlain, type Plain } from './second-reader-plain'

/** What `drain()` gave, by series. */
export interface SecondSeries {
  readonly metric: string
  readonly tags: readonly (readonly [name: string, value: string])[]
  readonly rows: readonly { readonly start: number; readonly end: number; readonly state: SecondState }[]
}

/** A second reader of drained states, written from src/codec/FORMAT.md alone: it shares no code with src. */
export function readDrained(bytes: readonly number[], shape: SecondShape): SecondSeries[] {
  const from = openPlain(bytes, 'tidemark drained')
  const series = listOf(from.count(24), () => readSeries(from, shape))
  from.end()
  return series
}

function readSeries(from: Plain, shape: SecondShape): SecondSeries {
  const metric = from.text()
  if (metric === '') throw new Error('a series without a metric')
  const tags = listOf(from.count(16), () => [from.text(), from.text()] as const)
  if (tags.length > 64) throw new Error('more tags than a series can have')
  const rows = listOf(from.count(24), () => ({
    start: from.whole(),
    end: from.whole(),
    state: readRow(from.bytes(), shape),
  }))
  return { metric, tags, rows }
}
