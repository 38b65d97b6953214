import type { Series, SeriesQuery, WriterRecord } from '../store'
import { decodeMarks, decodeText, encodeText } from '../text'
import type { SqliteHandle, SqliteStatement } from './handle'

const SERIES_PER_PAGE = 512

/** A writer with its id in the tables. */
interface WriterWithId extends WriterRecord {
  readonly id: number
}

/** Lists writers and series. @internal */
export class Catalog {
  readonly #writers: SqliteStatement
  readonly #series: SqliteStatement

  constructor(handle: SqliteHandle) {
    this.#writers = handle.prepare('SELECT id, writer, epoch, marks, definition FROM tidemark_writers')
    this.#series = handle.prepare(
      `SELECT series, metric, tags FROM tidemark_series WHERE writer_id = ? AND series > ? ORDER BY series LIMIT ${SERIES_PER_PAGE}`,
    )
  }

  /** Returns the writers, by name. */
  writers(): WriterWithId[] {
    const rows = this.#writers.all() as {
      id: number
      writer: string
      epoch: number
      marks: string
      definition: string
    }[]
    return rows
      .map(({ id, writer, epoch, marks, definition }) => ({
        id,
        writer: decodeText(writer),
        epoch,
        marks: decodeMarks(marks),
        definition: JSON.parse(definition),
      }))
      .sort((a, b) => (a.writer < b.writer ? -1 : 1))
  }

  /** Returns the pages of a query: each call reads one, and undefined is the end. */
  series({ writer, metric }: SeriesQuery): () => Series[] | undefined {
    const writers = this.writers().filter(one => writer === undefined || one.writer === writer)
    const text = metric === undefined ? undefined : encodeText(metric)
    let above = -1
    return () => {
      const [current] = writers
      if (!current) return undefined
      const page = this.#series.all(current.id, above) as { series: number; metric: string; tags: string }[]
      if (page.length < SERIES_PER_PAGE) {
        writers.shift()
        above = -1
      } else above = page[page.length - 1].series
      return page
        .filter(one => text === undefined || one.metric === text)
        .map(({ series, metric, tags }) => ({
          writer: current.writer,
          id: series,
          metric: decodeText(metric),
          tags: JSON.parse(tags),
        }))
    }
  }
}
