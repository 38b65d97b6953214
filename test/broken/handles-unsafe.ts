import type { SqliteHandle } from '../../src/store/sqlite'

/** A database that is wrong in one way, which only a fault shows. */
export interface UnsafeHandle {
  readonly wrong: string
  distort(handle: SqliteHandle): SqliteHandle
}

const TRANSACTION = /^(BEGIN|COMMIT|ROLLBACK)/

/** Each breaks the promise that a commit is applied as a whole, with its position, or not at all. */
export const unsafeHandles: readonly UnsafeHandle[] = [
  {
    wrong: 'tears a commit: it knows no transactions',
    distort: handle => ({
      exec: sql => (TRANSACTION.test(sql) ? undefined : handle.exec(sql)),
      prepare: sql => handle.prepare(sql),
    }),
  },
  {
    wrong: 'commits the position in another transaction than the states',
    distort: handle => {
      let later: (() => void) | undefined
      return {
        exec: sql => {
          const done = handle.exec(sql)
          const position = later
          later = undefined
          if (sql === 'COMMIT') position?.()
          return done
        },
        prepare: sql => {
          const statement = handle.prepare(sql)
          if (!sql.startsWith('UPDATE tidemark_writers')) return statement
          return {
            run: (...values) => {
              later = () => statement.run(...values)
            },
            get: (...values) => statement.get(...values),
            all: (...values) => statement.all(...values),
          }
        },
      }
    },
  },
]
