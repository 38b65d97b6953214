import type { Series, SeriesQuery, WriterRecord } from '../store'
import type { SqliteHandle, SqliteStatement } from './handle'
import { fromText, toText } from './text'
import { marksFrom } from './writes'

const SERIES_PER_PAGE = 512

/** A writer as the tables number it. */
interface Numbered extends WriterRecord {
  readonly id: number
}

/** Lists who writes, and which series. @internal */
export class Catalog {
  readonly #writers: SqliteStatement
  readonly #series: SqliteStatement

  constructor(handle: SqliteHandle) {
    this.#writers = handle.prepare('SELECT id, writer, epoch, marks, definition FROM tidemark_writers')
    this.#series = handle.prepare(
      `SELECT series, metric, tags FROM tidemark_series WHERE writer_id = ? AND series > ? ORDER BY series LIMIT ${SERIES_PER_PAGE}`,
    )
  }

  /** The writers, in the order of their names. */
  writers(): Numbered[] {
    const all = this.#writers.all() as {
      id: number
      writer: string
      epoch: number
      marks: string
      definition: string
    }[]
    return all
      .map(({ id, writer, epoch, marks, definition }) => ({
        id,
        writer: fromText(writer),
        epoch,
        marks: marksFrom(marks),
        definition: JSON.parse(definition),
      }))
      .sort((a, b) => (a.writer < b.writer ? -1 : 1))
  }

  /** Pages of the series that an ask names; each call reads one, and undefined is the end. */
  series({ writer, metric }: SeriesQuery): () => Series[] | undefined {
    const all = this.writers().filter(one => writer === undefined || one.writer === writer)
    const text = metric === undefined ? undefined : toText(metric)
    let after = -1
    return () => {
      const [of] = all
      if (!of) return undefined
      const page = this.#series.all(of.id, after) as { series: number; metric: string; tags: string }[]
      if (page.length < SERIES_PER_PAGE) {
        all.shift()
        after = -1
      } else after = page[page.length - 1].series
      return page
        .filter(one => text === undefined || one.metric === text)
        .map(({ series, metric, tags }) => ({
          writer: of.writer,
          id: series,
          metric: fromText(metric),
          tags: JSON.parse(tags),
        }))
    }
  }
}
