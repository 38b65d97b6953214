import { inspect } from '../check/inspect'
import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'
import { TidemarkError } from '../error'
import type { StreamSettings } from './settings'

const STREAM_KIND = 'tidemark stream'
const SAVE_VERSION = 1

/** Writes the definition, so that only a stream with the same one restores these bytes. */
export function saveDefinition(settings: StreamSettings, writer: ByteWriter): void {
  writer.text(STREAM_KIND)
  writer.number(SAVE_VERSION)
  for (const [, value] of streamDefinition(settings)) writer.text(value)
}

/**
 * Checks that the bytes were saved by a stream with the same definition.
 *
 * @throws TIDEMARK_MISMATCH if the definition differs; the message names each difference
 * @throws TIDEMARK_DECODE if the bytes are not a saved stream, or of a newer version
 */
export function checkDefinition(settings: StreamSettings, reader: ByteReader): void {
  if (reader.text() !== STREAM_KIND) reader.damaged('these bytes are not a saved stream')
  const version = reader.number()
  if (version !== SAVE_VERSION)
    reader.damaged(
      `version ${version} is not supported: this release reads version ${SAVE_VERSION}. Update tidemark to read it`,
    )
  const differences = streamDefinition(settings).flatMap(([name, value]) => {
    const saved = reader.text()
    return saved === value ? [] : [`${name} was ${saved} and is ${value}`]
  })
  if (differences.length > 0)
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `restore: the bytes were saved by a stream with another definition: ${differences.join('; ')}. Restore them with the definition that saved them`,
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
