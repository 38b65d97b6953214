/** The encoded states of one window of one series, as one writer keeps them. */
export interface Row {
  readonly tier: string
  /** The writer's own number of the series. */
  readonly series: number
  readonly start: number
  readonly end: number
  readonly writer: string
  /** The sequence of the commit that wrote it last (in a change: its own): it tells a reader which deltas the row already holds. */
  readonly sequence: number
  /** They may lie in a larger buffer, at `byteOffset`. */
  readonly bytes: Uint8Array
}

/** A series of a writer: its number in rows, and what people call it. */
export interface Series {
  readonly writer: string
  readonly id: number
  readonly metric: string
  readonly tags: Readonly<Record<string, string>>
}

/** How far a tier of a writer has come. Times are boundaries of its windows, epoch milliseconds. */
export interface Mark {
  /** Windows that end here or before are sealed: only late data changes them. */
  readonly sealed: number
  /** Rows that end here or before were dropped. */
  readonly dropped: number
  /** A seal under way: up to `to` for the series whose number is below `series`. */
  readonly sealing?: { readonly to: number; readonly series: number }
}

/** The marks of a writer, by tier. */
export type Marks = Readonly<Record<string, Mark>>

/** The right to write as a writer, until somebody else takes the writer over. */
export interface Lease {
  readonly writer: string
  /** Higher with every takeover; a commit under an older one is refused (TIDEMARK_FENCED). */
  readonly epoch: number
  /** The sequence of the last commit that was applied; 0 before the first. */
  readonly sequence: number
  readonly position: unknown
  readonly marks: Marks
}

/** Rows of a tier that are to go: those with start in [from, to), of every series of the writer. */
export interface Drop {
  readonly tier: string
  readonly from: number
  readonly to: number
}

/** One step of a writer: everything in it is applied, or nothing. */
export interface Commit {
  readonly lease: Lease
  /** One more than the last; a sequence that was already applied changes nothing. */
  readonly sequence: number
  /** Series that are new with this change: a number that is taken is refused. */
  readonly series: readonly Series[]
  /** Rows that are new or replaced; of two of the same window the last stands. */
  readonly rows: readonly Row[]
  /** What is dropped after the rows were written. */
  readonly drops: readonly Drop[]
  /** All marks of the writer, as they are after this change. */
  readonly marks: Marks
  /** Where the source must resume after this change, any JSON; left out, the last one stands. */
  readonly position?: unknown
  /** What the writer's rows hold from this change on, any JSON; left out, the last one stands. */
  readonly definition?: unknown
}

/** Which rows to read: of one writer and tier, with start in [from, to), by series and then by start; or exactly those of `keys`. */
export type RowQuery = {
  readonly writer: string
  readonly tier: string
} & (
  | {
      /** Only these series, each once; all, where left out. */
      readonly series?: readonly number[]
      readonly from: number
      readonly to: number
      /** Starts descending, within each series. */
      readonly descending?: boolean
      /** At most so many rows of each series. */
      readonly limit?: number
    }
  | {
      /** Exactly the rows of these windows, in this order; what is not there is passed over. */
      readonly keys: readonly { readonly series: number; readonly start: number }[]
    }
)

/** A writer that ever took a lease: its last epoch, the marks of its last commit, and its last definition, null at first. */
export interface WriterRecord {
  readonly writer: string
  readonly epoch: number
  readonly marks: Marks
  readonly definition: unknown
}

/** Which series to list: those of a writer, or of all; of a metric, or of all. */
export interface SeriesQuery {
  readonly writer?: string
  readonly metric?: string
}

/** Where rows are kept: by one writer each, merged on reading. What it must keep to, `storeSuite` of `tidemark/testing` checks. */
export interface Store {
  /** Whether what is committed outlives the process, and whether several processes may open it at once. */
  readonly promises: { readonly durable: boolean; readonly shared: boolean }
  /** Takes the writer over: a new epoch, and the last sequence, position (null at first) and marks. */
  lease(writer: string): Promise<Lease>
  /**
   * All or nothing, and once: a sequence already applied changes nothing.
   *
   * An epoch that is not the latest throws TIDEMARK_FENCED, before the sequence is looked at; a change with an invalid part,
   * or a sequence that leaves one out, throws TIDEMARK_STORE.
   */
  commit(change: Commit): Promise<void>
  /**
   * Rows by tier, a snapshot of each row; bytes are the caller's own.
   *
   * What is committed meanwhile may show or not; it neither ends the reading nor hides a row that stays. What is read can
   * be iterated again, which reads again.
   */
  read(ask: RowQuery): AsyncIterable<Row>
  /** The series that were committed, by writer and then by number; they stay when their rows are dropped. */
  series(ask?: SeriesQuery): AsyncIterable<Series>
  /** The writers that ever took a lease, with the epoch of the last one, the marks of their last commit and their definition. */
  writers(): AsyncIterable<WriterRecord>
  /** Lets go of what the store holds open: from then on all but this throws TIDEMARK_CLOSED, readings under way too. */
  close(): Promise<void>
}
