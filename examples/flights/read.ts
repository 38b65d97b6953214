import { createRequire } from 'node:module'
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

/** A row group of flights, in columns: departure (local wall time read as UTC, epoch milliseconds), delay in minutes, airport. */
export interface Flights {
  readonly times: Float64Array
  readonly delays: Float64Array
  readonly origins: readonly string[]
}

/** Three million flights of 2001, from the US Bureau of Transportation Statistics. */
export const FILE = createRequire(import.meta.url)
  .resolve('vega-datasets')
  .replace(/build[\\/]index\.js$/, 'data/flights-3m.parquet')

// Numbers instead of Dates: an object for each of three million rows costs more than all the rest.
const parsers = { timestampFromMicroseconds: (micros: bigint) => Number(micros / 1000n) }

/** Streams the file, one row group of some 270,000 flights at a time, sorted by time. */
export async function* readFlights(file = FILE): AsyncGenerator<Flights> {
  const columns = ['date', 'delay', 'origin']
  const scan = await parquetScan({ file: await asyncBufferFromFile(file), columns, compressors, parsers })
  for (const range of scan.ranges) {
    const [dates, delays, origins] = await Promise.all(columns.map(column => scan.readColumn({ column, ...range })))
    yield {
      times: Float64Array.from(dates as number[]),
      delays: Float64Array.from(delays as ArrayLike<bigint>, Number),
      origins: origins as string[],
    }
  }
}

/** How many flights the file holds. */
export async function countFlights(file = FILE): Promise<number> {
  return Number((await parquetMetadataAsync(await asyncBufferFromFile(file))).num_rows)
}

/** All flights at once, in row groups. */
export async function readAll(file = FILE): Promise<Flights[]> {
  const groups: Flights[] = []
  for await (const flights of readFlights(file)) groups.push(flights)
  return groups
}
