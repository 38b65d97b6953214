import { nextAbove } from '../paging'
import type { Row, RowQuery } from '../store'
import { encodeText } from '../text'
import type { SqliteHandle, SqliteStatement } from './handle'

/** Rows that are read at once: a few tenths of a millisecond. */
const ROWS_PER_PAGE = 256

/** Times beyond all there are, which bind as whole numbers. */
const MIN_START = -9e15
const MAX_START = 9e15

/** A row of `tidemark_rows`. */
interface StoredRow {
  readonly series: number
  readonly start: number
  readonly end: number
  readonly sequence: number
  readonly states: Uint8Array | ArrayBuffer
}

const COLUMNS = 'series, start, "end", sequence, states'
const OF_TIER = 'FROM tidemark_rows WHERE writer_id = ? AND tier = ?'

/** Reads rows page by page. Between pages it remembers the key of the last row. @internal */
export class RowReads {
  readonly #byKey: SqliteStatement
  readonly #ascending: SqliteStatement
  readonly #descending: SqliteStatement
  readonly #nextSeries: SqliteStatement

  constructor(handle: SqliteHandle) {
    this.#byKey = handle.prepare(`SELECT ${COLUMNS} ${OF_TIER} AND series = ? AND start = ?`)
    const range = `SELECT ${COLUMNS} ${OF_TIER} AND series = ? AND start >= ? AND start < ? ORDER BY start`
    this.#ascending = handle.prepare(`${range} LIMIT ?`)
    this.#descending = handle.prepare(`${range} DESC LIMIT ?`)
    this.#nextSeries = handle.prepare(`SELECT series ${OF_TIER} AND series > ? ORDER BY series LIMIT 1`)
  }

  /** Returns the pages of a query: each call reads one, and undefined is the end. */
  pages(writerId: number, query: RowQuery): () => Row[] | undefined {
    const tier = encodeText(query.tier)
    const row = ({ series, start, end, sequence, states }: StoredRow): Row => ({
      tier: query.tier,
      series,
      start,
      end,
      writer: query.writer,
      sequence,
      bytes: bytesOf(states),
    })
    if ('keys' in query) return this.#byKeys(writerId, tier, query.keys, row)
    return this.#byRange(writerId, tier, query, row)
  }

  #byKeys(
    writerId: number,
    tier: string,
    keys: readonly { readonly series: number; readonly start: number }[],
    row: (found: StoredRow) => Row,
  ): () => Row[] | undefined {
    let next = 0
    return () => {
      const page: Row[] = []
      for (const end = Math.min(next + ROWS_PER_PAGE, keys.length); next < end; next++) {
        const { series, start } = keys[next]
        const found = this.#byKey.get(writerId, tier, series, start) as StoredRow | undefined
        if (found) page.push(row(found))
      }
      return page.length > 0 || next < keys.length ? page : undefined
    }
  }

  #byRange(
    writerId: number,
    tier: string,
    query: Exclude<RowQuery, { readonly keys: unknown }>,
    row: (found: StoredRow) => Row,
  ): () => Row[] | undefined {
    const { descending = false, limit = Number.POSITIVE_INFINITY } = query
    const from = Math.max(query.from, MIN_START)
    const to = Math.min(query.to, MAX_START)
    const seriesAbove = query.series
      ? nextAbove(query.series)
      : (above: number) => this.#seriesAbove(writerId, tier, above)
    const statement = descending ? this.#descending : this.#ascending
    let series = seriesAbove(-1)
    let [low, high, left] = [from, to, limit]
    return () => {
      const page: Row[] = []
      // A series without a row in the range costs as much as a row.
      for (let cost = 0; series !== undefined && cost < ROWS_PER_PAGE; cost++) {
        const want = Math.min(ROWS_PER_PAGE - page.length, left)
        const found =
          want > 0 && low < high ? (statement.all(writerId, tier, series, low, high, want) as StoredRow[]) : []
        for (const one of found) page.push(row(one))
        cost += found.length
        left -= found.length
        if (found.length > 0 && found.length === want && left > 0) {
          const { start } = found[found.length - 1]
          if (descending) high = start
          else low = start + 1
          if (page.length === ROWS_PER_PAGE) break
        } else {
          series = seriesAbove(series)
          ;[low, high, left] = [from, to, limit]
        }
      }
      return page.length > 0 || series !== undefined ? page : undefined
    }
  }

  #seriesAbove(writerId: number, tier: string, above: number): number | undefined {
    return (this.#nextSeries.get(writerId, tier, above) as { series: number } | undefined)?.series
  }
}

/** Bytes that belong to the caller: libsql returns a bare buffer, others a view, and some views share the driver's memory. */
function bytesOf(blob: Uint8Array | ArrayBuffer): Uint8Array {
  if (!ArrayBuffer.isView(blob)) return new Uint8Array(blob)
  return new Uint8Array(blob.buffer, blob.byteOffset, blob.byteLength).slice()
}
