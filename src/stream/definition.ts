import { inspect } from '../check/inspect'
import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'
import { TidemarkError } from '../error'
import type { StreamSettings } from './settings'

const STREAM_KIND = 'tidemark stream'
const SAVE_VERSION = 1

/** Writes what makes saved states those of this stream and no other. */
export function saveDefinition(settings: StreamSettings, writer: ByteWriter): void {
  writer.text(STREAM_KIND)
  writer.number(SAVE_VERSION)
  for (const [, value] of streamDefinition(settings)) writer.text(value)
}

/** Checks that what was saved is of the same definition; throws TIDEMARK_MISMATCH, naming what differs, or TIDEMARK_DECODE. */
export function checkDefinition(settings: StreamSettings, reader: ByteReader): void {
  if (reader.text() !== STREAM_KIND) reader.damaged('these are other bytes than a saved stream')
  const version = reader.number()
  if (version !== SAVE_VERSION)
    reader.damaged(`version ${version} is not ${SAVE_VERSION}, the one known here; update tidemark to read it`)
  const differ = streamDefinition(settings).flatMap(([name, value]) => {
    const was = reader.text()
    return was === value ? [] : [`${name} was ${was} and is ${value}`]
  })
  if (differ.length > 0)
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `restore: it was saved by a stream of another definition: ${differ.join('; ')}. Restore it by the one that it was saved by`,
    )
}

function streamDefinition({ window, schema, emit, mode, outOfOrder, lateness }: StreamSettings): [string, string][] {
  const aggregates = schema.names.map((name, a) => `${inspect(name)}: ${schema.aggregates[a].name}`).sort()
  return [
    ['window', window.name],
    ['aggregates', `{ ${aggregates.join(', ')} }`],
    ['emit', emit],
    ['mode', mode],
    ['outOfOrder', String(outOfOrder)],
    ['lateness', String(lateness)],
  ]
}
