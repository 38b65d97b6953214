import type { SqliteHandle } from '../../../src/store/sqlite'

/** A handle that hands each statement to `around`, which runs it, or does not. */
export function watched(handle: SqliteHandle, around: <T>(sql: string, run: () => T) => T): SqliteHandle {
  return {
    exec: sql => around(sql, () => handle.exec(sql)),
    prepare(sql) {
      const statement = handle.prepare(sql)
      return {
        run: (...values) => around(sql, () => statement.run(...values)),
        get: (...values) => around(sql, () => statement.get(...values)),
        all: (...values) => around(sql, () => statement.all(...values)),
      }
    },
  }
}
