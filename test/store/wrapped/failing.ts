import type { SqliteHandle, SqliteStatement } from '../../../src/store/sqlite'
import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../../../src/store/store'

/** How an operation fails: before it had an effect, after it had all of it, or so that nothing goes from then on. */
export type Failure = 'before' | 'after' | 'for good'

/** Counts operations and makes the n-th of them fail. */
export class Fuse {
  /** What was done, in order, the failed operation last. */
  readonly done: string[] = []
  blown = false
  readonly #n: number
  readonly #failure: Failure

  constructor(n = Number.POSITIVE_INFINITY, failure: Failure = 'before') {
    this.#n = n
    this.#failure = failure
  }

  /** Whether nothing goes any more. */
  get dead(): boolean {
    return this.blown && this.#failure === 'for good'
  }

  run<T>(what: string, effect: () => T): T {
    if (!this.#fails(what)) return effect()
    if (this.#failure === 'after') effect()
    throw this.#error(what)
  }

  async wait<T>(what: string, effect: () => Promise<T>): Promise<T> {
    if (!this.#fails(what)) return effect()
    if (this.#failure === 'after') await effect()
    throw this.#error(what)
  }

  #fails(what: string): boolean {
    if (this.blown) return this.dead
    this.done.push(what)
    this.blown = this.done.length === this.#n
    return this.blown
  }

  #error(what: string): Error {
    return new Error(`operation ${this.#n} fails (${this.#failure}): ${what}`)
  }
}

/** A store whose calls fail as the fuse says; a reading when it begins, since a reader must begin again anyhow. */
export class FailingStore implements Store {
  readonly promises: Store['promises']
  readonly #inner: Store
  readonly #fuse: Fuse

  constructor(inner: Store, fuse: Fuse) {
    this.promises = inner.promises
    this.#inner = inner
    this.#fuse = fuse
  }

  lease(writer: string): Promise<Lease> {
    return this.#fuse.wait('lease', () => this.#inner.lease(writer))
  }

  commit(change: Commit): Promise<void> {
    return this.#fuse.wait(`commit ${change.sequence}`, () => this.#inner.commit(change))
  }

  read(ask: RowQuery): AsyncIterable<Row> {
    return this.#reading('read', () => this.#inner.read(ask))
  }

  series(ask?: SeriesQuery): AsyncIterable<Series> {
    return this.#reading('series', () => this.#inner.series(ask))
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#reading('writers', () => this.#inner.writers())
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  #reading<T>(what: string, items: () => AsyncIterable<T>): AsyncIterable<T> {
    const fuse = this.#fuse
    async function* reading(): AsyncGenerator<T> {
      const iterator = items()[Symbol.asyncIterator]()
      let next = await fuse.wait(what, () => iterator.next())
      try {
        for (; !next.done; next = await iterator.next()) yield next.value
      } finally {
        await iterator.return?.()
      }
    }
    return { [Symbol.asyncIterator]: reading }
  }
}

/** A database whose calls fail as the fuse says. */
export function failingHandle(handle: SqliteHandle, fuse: Fuse): SqliteHandle {
  return {
    exec: sql => fuse.run(sql.trim().slice(0, 40), () => handle.exec(sql)),
    prepare: sql => failingStatement(handle.prepare(sql), sql.trim().slice(0, 40), fuse),
  }
}

function failingStatement(statement: SqliteStatement, sql: string, fuse: Fuse): SqliteStatement {
  return {
    run: (...values) => fuse.run(sql, () => statement.run(...values)),
    get: (...values) => fuse.run(sql, () => statement.get(...values)),
    all: (...values) => fuse.run(sql, () => statement.all(...values)),
  }
}
