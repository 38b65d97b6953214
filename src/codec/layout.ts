import { type Aggregate, type Fields, identityOf, widthOf } from '../aggregate/aggregate'
import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import type { Page } from '../state/frame'
import type { StateSchema } from '../state/schema'
import { crc32c } from './crc32c'
import { varintBytes } from './number-encoding'

/** The first byte of every row: neither ASCII nor UTF-8 text starts with it. */
export const MAGIC = 0xfc

/** The version that is written. Every version up to it can be read. */
export const FORMAT_VERSION = 1

/** Bytes before the count of sections: the magic byte and the version. */
export const HEADER = 2

/** Bytes of the checksum at the end. */
export const CHECKSUM = 4

/** One field of a schema, and how it is written. @internal */
interface LayoutField {
  /** The index of the aggregate in the schema. */
  readonly aggregate: number
  readonly name: string
  readonly width: number
  /** Whether it was declared with `slots(n)`: then its length is written, too. */
  readonly slots: boolean
  readonly identity: number
}

/** One aggregate of a schema, and its fields [first, end) in the layout. @internal */
export interface LayoutSection {
  /** The index of the aggregate in the schema. */
  readonly aggregate: number
  /** The key under which it is kept. */
  readonly key: string
  /** The aggregate's own name. */
  readonly name: string
  readonly fingerprint: number
  readonly first: number
  readonly end: number
}

/** How rows of a schema are written: sections ascend by fingerprint, so the order of keys in the code does not matter. @internal */
export interface Layout {
  readonly sections: readonly LayoutSection[]
  readonly fields: readonly LayoutField[]
  /** The largest number of bytes that a row can take. */
  readonly largest: number
}

/** Returns the layout of a schema; throws TIDEMARK_INVALID_OPTION if two of its aggregates have the same fingerprint. @internal */
export function layoutOf(schema: StateSchema): Layout {
  const prints = schema.aggregates.map((aggregate, a) => fingerprint(schema.names[a], aggregate))
  const order = prints.map((_, a) => a).sort((a, b) => prints[a] - prints[b])
  const fields: LayoutField[] = []
  const sections: LayoutSection[] = []
  let largest = 2 + 5 + 4
  for (const a of order) {
    const first = fields.length
    for (const [name, field] of Object.entries(schema.aggregates[a].state as Fields)) {
      const width = widthOf(field)
      fields.push({ aggregate: a, name, width, slots: typeof field !== 'number', identity: identityOf(field) })
      largest += 1 + varintBytes(width) + width * 8
    }
    largest += 4 + 5
    const { name } = schema.aggregates[a]
    sections.push({ aggregate: a, key: schema.names[a], name, fingerprint: prints[a], first, end: fields.length })
  }
  for (let k = 1; k < sections.length; k++)
    if (sections[k].fingerprint === sections[k - 1].fingerprint)
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        `aggregates ${inspect(sections[k - 1].key)} and ${inspect(sections[k].key)} have the same fingerprint by chance; rename one`,
      )
  return { sections, fields, largest }
}

/**
 * Returns the array of each field in a page. Returns `before`, the arrays of the last row, if that row was in the same
 * page: a page replaces all of its arrays at once, when it grows.
 *
 * @internal
 */
export function arraysOf({ fields }: Layout, page: Page, before: readonly Float64Array[]): readonly Float64Array[] {
  const { aggregate, name } = fields[0]
  if (page[aggregate][name] === before[0]) return before
  return fields.map(field => page[field.aggregate][field.name])
}

/** Returns what identifies the states of an aggregate: the CRC-32C of its key, its name and its fields (FORMAT.md). @internal */
function fingerprint(key: string, aggregate: Aggregate): number {
  const fields = Object.entries(aggregate.state as Fields)
  let size = textBytes(key) + textBytes(aggregate.name)
  for (const [name] of fields) size += textBytes(name) + 10
  const view = new DataView(new ArrayBuffer(size))
  let at = putText(view, putText(view, 0, key), aggregate.name)
  for (const [name, field] of fields) {
    at = putText(view, at, name)
    view.setUint16(at, typeof field === 'number' ? 0 : widthOf(field), true)
    view.setFloat64(at + 2, identityOf(field), true)
    at += 10
  }
  return crc32c(view, 0, size)
}

function textBytes(text: string): number {
  return 4 + 2 * text.length
}

/** Writes UTF-16 code units, because a string may hold what UTF-8 cannot. */
function putText(view: DataView, at: number, text: string): number {
  view.setUint32(at, text.length, true)
  for (let i = 0; i < text.length; i++) view.setUint16(at + 4 + 2 * i, text.charCodeAt(i), true)
  return at + textBytes(text)
}
