import BetterSqlite3 from 'better-sqlite3'
import Libsql from 'libsql'
import { count, rollup, type Store } from 'tidemark'
import { type SqliteHandle, sqliteStore } from 'tidemark/sqlite'

export const stores: Store[] = [
  sqliteStore(new Libsql('a.db')),
  sqliteStore(new BetterSqlite3('a.db')),
  sqliteStore(new BetterSqlite3('a.db'), { busyTimeout: '5s' }),
]

export const open = (db: BetterSqlite3.Database) => rollup({ aggregates: { n: count() }, store: sqliteStore(db) })

/** A driver that somebody wrapped. */
export class Logged implements SqliteHandle {
  constructor(private readonly db: SqliteHandle) {}
  exec(sql: string): unknown {
    return this.db.exec(sql)
  }
  prepare(sql: string) {
    return this.db.prepare(sql)
  }
}
export const logged = sqliteStore(new Logged(new Libsql(':memory:')))

// @ts-expect-error a path is no database
sqliteStore('a.db')
// @ts-expect-error nothing can be prepared
sqliteStore({ exec: (sql: string) => sql })
// @ts-expect-error statements answer later: an asynchronous driver
sqliteStore({ exec: (sql: string) => sql, prepare: async (sql: string) => ({ sql }) })
