import { DuckDBConnection } from '@duckdb/node-api'
import { FILE } from '../../examples/flights/read'

/** Asks DuckDB about the parquet file itself, as `flights`; whole numbers come as numbers, times as epoch milliseconds. */
export async function openOracle() {
  const connection = await DuckDBConnection.create()
  await connection.run(
    `create view flights as select epoch_ms(date) as time, delay, origin from read_parquet('${FILE.replaceAll("'", "''")}')`,
  )
  return {
    async ask<T>(sql: string): Promise<T[]> {
      const reader = await connection.runAndReadAll(sql)
      return reader.getRowObjectsJS().map(row => {
        const entries = Object.entries(row).map(([name, x]) => [name, typeof x === 'bigint' ? Number(x) : x])
        return Object.fromEntries(entries)
      })
    },
    close: () => connection.closeSync(),
  }
}
