import { readRow, type SecondShape, type SecondState } from './second-reader'
import { listOf, openPlain, type Plain } from './second-reader-plain'

/** What `save()` gave. */
export interface SecondStream {
  readonly definition: Readonly<Record<(typeof DEFINED)[number], string>>
  readonly watermark: {
    readonly at: number
    readonly ticked: number
    readonly sources: readonly {
      readonly name: string | undefined
      readonly at: number
      readonly idle: boolean
      readonly heard: boolean
    }[]
  }
  readonly counters: Readonly<Record<(typeof COUNTED)[number], number>>
  /** What is held of each key: slices, or where windows are sessions those. */
  readonly keys: readonly { readonly key: string; readonly held: readonly (SecondSlice | SecondSession)[] }[]
  /** Where windows overlap no session and may have further panes: how many each key had. */
  readonly told: readonly { readonly start: number; readonly panes: readonly (readonly [key: string, n: number])[] }[]
}

export interface SecondSlice {
  readonly start: number
  readonly firstTime: number
  readonly lastTime: number
  readonly state: SecondState
}

export interface SecondSession extends SecondSlice {
  readonly end: number
  readonly panes: number
  readonly final: boolean
}

const DEFINED = ['window', 'aggregates', 'emit', 'mode', 'outOfOrder', 'lateness'] as const
const COUNTED = ['events', 'accepted', 'partlyLate', 'late', 'latePairs', 'unassigned', 'ahead', 'overflowed'] as const

/** A second reader of saved streams, written from src/codec/FORMAT.md alone: it shares no code with src. */
export function readSaved(bytes: readonly number[], shape: SecondShape): SecondStream {
  const from = openPlain(bytes, 'tidemark stream')
  const definition = named(DEFINED, () => from.text())
  const watermark = { at: from.number(), ticked: from.number(), sources: listOf(from.count(32), () => source(from)) }
  const counters = named(COUNTED, () => from.count(0))
  const ofSessions = definition.window.startsWith('session(')
  const held = ofSessions ? () => session(from, shape) : () => slice(from, shape)
  const keys = listOf(from.count(16), () => ({
    key: from.text(),
    held: listOf(from.count(ofSessions ? 56 : 32), held),
  }))
  for (const { held } of keys) ascend(held)
  const further = !ofSessions && (Number(definition.lateness) > 0 || definition.emit === 'update')
  const told = listOf(further ? from.count(16) : 0, () => ({
    start: from.whole(),
    panes: listOf(from.count(16), () => [keyAt(keys, from.whole()), from.count(0)] as const),
  }))
  from.end()
  return { definition, watermark, counters, keys, told }
}

function source(from: Plain): SecondStream['watermark']['sources'][number] {
  const isNamed = from.flag()
  const name = from.text()
  const at = from.number()
  const bits = from.number()
  if (![0, 1, 2, 3].includes(bits)) throw new Error(`${bits} is no flag: neither idle nor heard`)
  return { name: isNamed ? name : undefined, at, idle: bits % 2 === 1, heard: bits >= 2 }
}

function slice(from: Plain, shape: SecondShape): SecondSlice {
  return {
    start: from.whole(),
    firstTime: from.whole(),
    lastTime: from.whole(),
    state: readRow(from.bytes(), shape),
  }
}

function session(from: Plain, shape: SecondShape): SecondSession {
  return {
    start: from.whole(),
    end: from.whole(),
    panes: from.count(0),
    final: from.flag(),
    firstTime: from.whole(),
    lastTime: from.whole(),
    state: readRow(from.bytes(), shape),
  }
}

function ascend(held: readonly (SecondSlice | Partial<SecondSession>)[]): void {
  held.forEach((one, k) => {
    const before = held[k - 1] as Partial<SecondSession> | undefined
    if (before !== undefined && !((before.end ?? before.start! + 1) <= one.start!))
      throw new Error('they do not ascend')
  })
}

function keyAt(keys: SecondStream['keys'], place: number): string {
  if (keys[place] === undefined) throw new Error(`${place} is no place in the list of keys`)
  return keys[place].key
}

function named<N extends string, T>(names: readonly N[], read: () => T): Record<N, T> {
  return Object.fromEntries(names.map(name => [name, read()])) as Record<N, T>
}
