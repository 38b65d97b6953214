import type { SqliteHandle, SqliteStatement } from '../../src/store/sqlite'
import type { FaultInjector } from './faulty-store'

/** A database whose calls fail as the injector says. */
export function faultyHandle(handle: SqliteHandle, faults: FaultInjector): SqliteHandle {
  return {
    exec: sql => faults.run(shortened(sql), () => handle.exec(sql)),
    prepare: sql => faultyStatement(handle.prepare(sql), shortened(sql), faults),
  }
}

function faultyStatement(statement: SqliteStatement, sql: string, faults: FaultInjector): SqliteStatement {
  return {
    run: (...values) => faults.run(sql, () => statement.run(...values)),
    get: (...values) => faults.run(sql, () => statement.get(...values)),
    all: (...values) => faults.run(sql, () => statement.all(...values)),
  }
}

function shortened(sql: string): string {
  return sql.trim().slice(0, 40)
}
