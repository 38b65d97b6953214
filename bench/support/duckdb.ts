import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBPreparedStatement,
} from '@duckdb/node-api'
import type { Points } from './points'
import type { Way } from './race'

const CHUNK_ROWS = 2048

/** A database in memory with an empty table of points. Whole numbers as BIGINT: it divides those fastest. */
export async function openDuckDB(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run('create table points (time bigint, value double)')
  return connection
}

/** Appends points chunk by chunk: the fastest way in that is documented. */
export async function append(connection: DuckDBConnection, { times, values }: Points): Promise<void> {
  const appender = await connection.createAppender('points')
  const chunk = DuckDBDataChunk.create([BIGINT, DOUBLE])
  for (let from = 0; from < times.length; from += CHUNK_ROWS) {
    const to = Math.min(from + CHUNK_ROWS, times.length)
    chunk.setColumns([Array.from(times.subarray(from, to), BigInt), Array.from(values.subarray(from, to))])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

/** A statement that is prepared once, run on one thread or on two. */
export function duckWay<T>(
  connection: DuckDBConnection,
  statement: DuckDBPreparedStatement,
  threads: 1 | 2,
  rest: Omit<Way<T>, 'prepare' | 'run'>,
): Way<T> {
  return {
    prepare: () => connection.run(`set threads to ${threads}`),
    run: async () => (await statement.runAndReadAll()).getRows(),
    ...rest,
  }
}
