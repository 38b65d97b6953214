import { inspect } from '../check/inspect'
import { ByteReader } from '../codec/byte-reader'
import { ByteWriter } from '../codec/byte-writer'
import type { Codec } from '../codec/codec'
import { TidemarkError } from '../error'
import type { SeriesIndex } from '../series/series-index'
import { type SeriesKey, type Tags, toSeriesKey } from '../series/series-key'
import { Frame } from '../state/frame'
import type { StateSchema } from '../state/schema'
import type { Partition } from '../window/windower'
import type { Delta } from './delta'

const DRAINED_KIND = 'tidemark drained'
const DRAINED_VERSION = 1

/** States that another rollup drained: row k is of series `names[series[k]]` and of the window [starts[k], ends[k]). */
export interface Drained {
  readonly frame: Frame
  readonly names: readonly SeriesKey[]
  readonly series: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** The states of a delta as bytes (FORMAT.md): by series, with their names, and by window. */
export function encodeDrained(delta: Delta, index: SeriesIndex, partition: Partition, codec: Codec): Uint8Array {
  const writer = new ByteWriter()
  writer.text(DRAINED_KIND)
  writer.number(DRAINED_VERSION)
  const touched = [...delta.touched()]
  writer.number(touched.length)
  for (const series of touched) {
    const tags = Object.entries(index.tagsOf(series))
    writer.text(index.metricOf(series))
    writer.number(tags.length)
    for (const [name, value] of tags) {
      writer.text(name)
      writer.text(value)
    }
    const rows = delta.rowsOf(series)
    writer.number(rows.length)
    for (const row of rows) {
      writer.number(delta.starts[row])
      writer.number(partition.endOf(delta.starts[row]))
      writer.bytes(codec.encode(delta.frame, row))
    }
  }
  return writer.finish()
}

/** Reads what `encodeDrained` wrote; throws TIDEMARK_DECODE, or TIDEMARK_MISMATCH if the states have other aggregates. */
export function decodeDrained(bytes: Uint8Array, schema: StateSchema, codec: Codec): Drained {
  const reader = new ByteReader(bytes, 'absorb')
  if (reader.text() !== DRAINED_KIND) reader.damaged('these are other bytes than drained states')
  const version = reader.number()
  if (version !== DRAINED_VERSION)
    reader.damaged(`version ${version} is not ${DRAINED_VERSION}, the one known here; update tidemark to read it`)
  const drained = {
    frame: new Frame(schema),
    names: [] as SeriesKey[],
    series: [] as number[],
    starts: [] as number[],
    ends: [] as number[],
  }
  for (let left = reader.count(24), k = 0; k < left; k++) {
    drained.names.push(readSeriesKey(reader))
    for (let rows = reader.count(24); rows > 0; rows--) {
      drained.series.push(k)
      drained.starts.push(reader.time())
      drained.ends.push(reader.time())
      codec.decode(reader.bytes(), drained.frame, drained.frame.append())
    }
  }
  reader.finish()
  return drained
}

function readSeriesKey(reader: ByteReader): SeriesKey {
  const metric = reader.text()
  const tags: [string, string][] = []
  for (let left = reader.count(16); left > 0; left--) {
    const [name, value] = [reader.text(), reader.text()]
    if (tags.some(([other]) => other === name)) reader.damaged(`${inspect(name)} is a tag already`)
    tags.push([name, value])
  }
  try {
    // fromEntries defines keys, so that __proto__ is one like all others.
    return toSeriesKey(metric, Object.fromEntries(tags) as Tags)
  } catch (cause) {
    return reader.damaged(
      `no series can be called so: ${cause instanceof TidemarkError ? cause.message : String(cause)}`,
    )
  }
}
