/** The encoded states of one window of one series, as one writer keeps them. */
export interface Row {
  readonly tier: string
  /** The id of the series, which its writer chose. */
  readonly series: number
  /** The start of the window, epoch milliseconds. */
  readonly start: number
  /** The end of the window, epoch milliseconds, exclusive. */
  readonly end: number
  readonly writer: string
  /** The sequence of the commit that wrote the row last. A reader knows by it which uncommitted changes the row already holds. */
  readonly sequence: number
  /** The encoded states. They may be a view of a larger buffer, at `byteOffset`. */
  readonly bytes: Uint8Array
}

/** A series of a writer: the id that its rows carry, its metric and its tags. */
export interface Series {
  readonly writer: string
  /** A whole number from 0, which the writer chose; series of another writer may have the same id. */
  readonly id: number
  readonly metric: string
  readonly tags: Readonly<Record<string, string>>
}

/** How far one tier of a writer is sealed and dropped. Times are boundaries of its windows, epoch milliseconds. */
export interface Mark {
  /** Windows that end at or before this time are sealed: only late data changes them. */
  readonly sealed: number
  /** Rows that end at or before this time were dropped. */
  readonly dropped: number
  /** A seal in progress: series with an id below `series` are sealed up to `to`, the others up to `sealed`. */
  readonly sealing?: { readonly to: number; readonly series: number }
}

/** The marks of a writer, by tier. */
export type Marks = Readonly<Record<string, Mark>>

/** The right to commit as a writer. It ends when another process leases the same writer. */
export interface Lease {
  readonly writer: string
  /** Grows with each lease of the writer. A commit under an older epoch is rejected with TIDEMARK_FENCED. */
  readonly epoch: number
  /** The sequence of the last commit that was applied; 0 before the first. */
  readonly sequence: number
  /** The position of the last commit that had one; null before that. */
  readonly position: unknown
  readonly marks: Marks
}

/**
 * Rows to remove from a tier: those that start in [from, to), of every series of the writer. `from` and `to` may be
 * fractions or infinite.
 */
export interface Drop {
  readonly tier: string
  readonly from: number
  readonly to: number
}

/** A set of changes by one writer, which is applied as a whole or not at all. */
export interface Commit {
  readonly lease: Lease
  /** One more than the last sequence of the writer. Repeating a sequence that was already applied changes nothing. */
  readonly sequence: number
  /** New series. A commit that uses the id of an existing series is rejected. */
  readonly series: readonly Series[]
  /** New rows, and rows that replace the one with the same tier, series and start. If two rows share these, the last one wins. */
  readonly rows: readonly Row[]
  /** Rows to remove, after `rows` were written. */
  readonly drops: readonly Drop[]
  /** All marks of the writer after this commit. They replace the previous ones as a whole. */
  readonly marks: Marks
  /** Where the source must resume after this commit, any JSON. If you leave it out, the last position stays. */
  readonly position?: unknown
  /** What the writer's rows hold from this commit on, any JSON. If you leave it out, the last definition stays. */
  readonly definition?: unknown
}

/**
 * Which rows to read from one writer and tier: either those that start in [from, to), ordered by series and then by
 * start, or exactly those of `keys`. `from` and `to` may be fractions or infinite.
 */
export type RowQuery = {
  readonly writer: string
  readonly tier: string
} & (
  | {
      /** Only these series, ascending and each once, in whatever order they are listed. All series if you leave it out. */
      readonly series?: readonly number[]
      readonly from: number
      readonly to: number
      /** Within each series, latest first. Default false. */
      readonly descending?: boolean
      /** At most this many rows per series. Default: no limit. */
      readonly limit?: number
    }
  | {
      /** Exactly the rows with these keys, in this order. A key without a row is skipped. */
      readonly keys: readonly { readonly series: number; readonly start: number }[]
    }
)

/** What a store knows about a writer: the epoch of its last lease, and the marks and the definition of its last commit. */
export interface WriterRecord {
  readonly writer: string
  readonly epoch: number
  readonly marks: Marks
  /** Null before the first commit that had one. */
  readonly definition: unknown
}

/** Which series to list: of one writer or of all, of one metric or of all. */
export interface SeriesQuery {
  readonly writer?: string
  readonly metric?: string
}

/**
 * Keeps rows, each owned by one writer; readers merge the rows of all writers.
 *
 * `storeSuite` of `tidemark/testing` checks every sentence of this contract.
 */
export interface Store {
  /** `durable`: commits outlive the process. `shared`: several processes may open the store at once. */
  readonly promises: { readonly durable: boolean; readonly shared: boolean }
  /**
   * Takes over a writer: raises its epoch, so that commits under any earlier lease are rejected.
   *
   * Returns the sequence, position and marks to continue from.
   */
  lease(writer: string): Promise<Lease>
  /**
   * Applies a commit atomically and at most once.
   *
   * After a crash, all of a commit or nothing of it is there. Readers may see rows of a commit before it resolves, but
   * each row is whole.
   *
   * Repeating a sequence that was already applied changes nothing, so retrying after an unknown outcome is always safe.
   *
   * @throws TIDEMARK_FENCED if the epoch is not the writer's latest, whatever the sequence is
   * @throws TIDEMARK_STORE if a part is invalid, or a sequence is skipped
   */
  commit(commit: Commit): Promise<void>
  /**
   * Reads rows. Each row is returned as it was at one moment, and its bytes belong to the caller.
   *
   * Rows that are committed during a read may or may not be returned. A commit neither ends a read nor hides a row that
   * stays. You can iterate the result several times; each iteration reads again.
   */
  read(query: RowQuery): AsyncIterable<Row>
  /** Lists series by writer (as JavaScript's `<` orders strings) and then by id. A series stays when its rows are dropped. */
  series(query?: SeriesQuery): AsyncIterable<Series>
  /** Lists every writer that was ever leased. */
  writers(): AsyncIterable<WriterRecord>
  /**
   * Releases what the store holds open.
   *
   * After it, every call except `close` rejects with TIDEMARK_CLOSED, and so does a read under way.
   */
  close(): Promise<void>
}
