import { among } from '../memory/among'
import type { Row, RowQuery } from '../store'
import type { SqliteHandle, SqliteStatement } from './handle'
import { toText } from './text'

/** Rows that are read at once: some tenths of a millisecond. */
const ROWS_PER_PAGE = 256

/** Times beyond all there are, which bind as whole numbers. */
const MIN_START = -9e15
const MAX_START = 9e15

interface Found {
  readonly series: number
  readonly start: number
  readonly end: number
  readonly sequence: number
  readonly states: Uint8Array | ArrayBuffer
}

const COLUMNS = 'series, start, "end", sequence, states'
const OF_TIER = 'FROM tidemark_rows WHERE writer_id = ? AND tier = ?'

/** Reads rows page by page; what it remembers is the key of the row that it gave last. @internal */
export class RowReads {
  readonly #one: SqliteStatement
  readonly #up: SqliteStatement
  readonly #down: SqliteStatement
  readonly #next: SqliteStatement

  constructor(handle: SqliteHandle) {
    this.#one = handle.prepare(`SELECT ${COLUMNS} ${OF_TIER} AND series = ? AND start = ?`)
    const range = `SELECT ${COLUMNS} ${OF_TIER} AND series = ? AND start >= ? AND start < ? ORDER BY start`
    this.#up = handle.prepare(`${range} LIMIT ?`)
    this.#down = handle.prepare(`${range} DESC LIMIT ?`)
    this.#next = handle.prepare(`SELECT series ${OF_TIER} AND series > ? ORDER BY series LIMIT 1`)
  }

  /** Pages of the rows that an ask names; each call reads one, and undefined is the end. */
  pages(writerId: number, ask: RowQuery): () => Row[] | undefined {
    const tier = toText(ask.tier)
    const row = ({ series, start, end, sequence, states }: Found): Row => ({
      tier: ask.tier,
      series,
      start,
      end,
      writer: ask.writer,
      sequence,
      bytes: bytesOf(states),
    })
    if ('keys' in ask) return this.#byKeys(writerId, tier, ask.keys, row)
    return this.#byRange(writerId, tier, ask, row)
  }

  #byKeys(
    writerId: number,
    tier: string,
    keys: readonly { readonly series: number; readonly start: number }[],
    row: (found: Found) => Row,
  ): () => Row[] | undefined {
    let at = 0
    return () => {
      if (at >= keys.length) return undefined
      const page: Row[] = []
      for (const end = Math.min(at + ROWS_PER_PAGE, keys.length); at < end; at++) {
        const { series, start } = keys[at]
        const found = this.#one.get(writerId, tier, series, start) as Found | undefined
        if (found) page.push(row(found))
      }
      return page
    }
  }

  #byRange(
    writerId: number,
    tier: string,
    ask: Exclude<RowQuery, { readonly keys: unknown }>,
    row: (found: Found) => Row,
  ): () => Row[] | undefined {
    const { descending = false, limit = Number.POSITIVE_INFINITY } = ask
    const from = Math.max(ask.from, MIN_START)
    const to = Math.min(ask.to, MAX_START)
    const following = ask.series ? among(ask.series) : (after: number) => this.#seriesAfter(writerId, tier, after)
    const statement = descending ? this.#down : this.#up
    let series = following(-1)
    let [low, high, left] = [from, to, limit]
    return () => {
      const page: Row[] = []
      // A series without a row in the range costs about as much as a row.
      for (let spent = 0; series !== undefined && spent < ROWS_PER_PAGE; spent++) {
        const want = Math.min(ROWS_PER_PAGE - page.length, left)
        const found = want > 0 && low < high ? (statement.all(writerId, tier, series, low, high, want) as Found[]) : []
        for (const one of found) page.push(row(one))
        spent += found.length
        left -= found.length
        if (found.length > 0 && found.length === want && left > 0) {
          const { start } = found[found.length - 1]
          if (descending) high = start
          else low = start + 1
          if (page.length === ROWS_PER_PAGE) break
        } else {
          series = following(series)
          ;[low, high, left] = [from, to, limit]
        }
      }
      return page.length > 0 || series !== undefined ? page : undefined
    }
  }

  #seriesAfter(writerId: number, tier: string, after: number): number | undefined {
    return (this.#next.get(writerId, tier, after) as { series: number } | undefined)?.series
  }
}

/** Bytes of the caller's own: libsql gives a bare buffer, others a view, of which some share memory of theirs. */
function bytesOf(blob: Uint8Array | ArrayBuffer): Uint8Array {
  if (!ArrayBuffer.isView(blob)) return new Uint8Array(blob)
  return new Uint8Array(blob.buffer, blob.byteOffset, blob.byteLength).slice()
}
