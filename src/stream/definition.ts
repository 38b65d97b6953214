import type { Reader } from '../codec/byte-reader'
import type { Writer } from '../codec/byte-writer'
import { show, TidemarkError } from '../error'
import type { StreamSettings } from './settings'

const WHAT = 'tidemark stream'
const VERSION = 1

/** Writes what makes saved states those of this stream and no other. */
export function saveDefinition(settings: StreamSettings, writer: Writer): void {
  writer.text(WHAT)
  writer.number(VERSION)
  for (const [, value] of definitionOf(settings)) writer.text(value)
}

/** Checks that what was saved is of the same definition; throws TIDEMARK_MISMATCH, naming what differs, or TIDEMARK_DECODE. */
export function checkDefinition(settings: StreamSettings, reader: Reader): void {
  if (reader.text() !== WHAT) reader.damaged('these are other bytes than a saved stream')
  const version = reader.number()
  if (version !== VERSION)
    reader.damaged(`version ${version} is not ${VERSION}, the one known here; update tidemark to read it`)
  const differ = definitionOf(settings).flatMap(([name, value]) => {
    const was = reader.text()
    return was === value ? [] : [`${name} was ${was} and is ${value}`]
  })
  if (differ.length > 0)
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `restore: it was saved by a stream of another definition: ${differ.join('; ')}. Restore it by the one that it was saved by`,
    )
}

function definitionOf({ window, shape, emit, mode, outOfOrder, lateness }: StreamSettings): [string, string][] {
  const aggregates = shape.names.map((name, a) => `${show(name)}: ${shape.aggregates[a].name}`).sort()
  return [
    ['window', window.name],
    ['aggregates', `{ ${aggregates.join(', ')} }`],
    ['emit', emit],
    ['mode', mode],
    ['outOfOrder', String(outOfOrder)],
    ['lateness', String(lateness)],
  ]
}
