import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import { isInstant, toInstant } from '../../time/instant'
import type { AbsorbedPane } from '../pane'
import type { StreamSettings } from '../settings'
import { EventRecord } from './event'

/** The index of an event that came by itself. */
const NO_EVENTS = -1

/** Reads an event, each part once; throws TIDEMARK_INVALID_INSTANT or TIDEMARK_INVALID_VALUE, naming it by its index in a batch. */
export function readEvent(
  { time, value, key }: StreamSettings,
  event: unknown,
  record: EventRecord,
  index = NO_EVENTS,
): void {
  const at = time(event)
  const as = key ? toKey(key(event), index) : ''
  const worth = value ? toValue(value(event), index) : 1
  record.time = typeof at === 'number' && isInstant(at) ? at + 0 : toInstant(at, `${named(index)}time(event)`)
  record.event = event
  record.key = as
  record.value = worth
}

/** Reads all events of a batch. */
export function readEvents(settings: StreamSettings, events: Iterable<unknown>): EventRecord[] {
  if (typeof events !== 'object' || events === null || !(Symbol.iterator in events))
    throw new TidemarkError('TIDEMARK_INVALID_VALUE', `pushMany takes an iterable of events, got ${inspect(events)}`)
  const batch: EventRecord[] = []
  for (const event of events) {
    const record = new EventRecord()
    readEvent(settings, event, record, batch.length)
    batch.push(record)
  }
  return batch
}

/** Reads a pane that is absorbed, as an event at its last millisecond; gives the bytes of its states. */
export function readPane(pane: AbsorbedPane, record: EventRecord): Uint8Array {
  const { key, end, state } = pane ?? {}
  if (!(state instanceof Uint8Array))
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `absorb takes a pane with its state, as a stream of mode 'delta' lets out, got ${inspect(pane)} with the state ${inspect(state)}; JSON does not keep bytes`,
    )
  record.event = pane
  record.key = toKey(key, NO_EVENTS)
  record.time = toInstant(toInstant(end, 'end') - 1, 'end - 1')
  return state
}

function toValue(value: unknown, index: number): number {
  // + 0 makes -0 a 0
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `${named(index)}value(event) must be a finite number, got ${inspect(value)}`,
  )
}

function toKey(key: unknown, index: number): string {
  if (typeof key === 'string') return key
  throw new TidemarkError('TIDEMARK_INVALID_VALUE', `${named(index)}key(event) must be a string, got ${inspect(key)}`)
}

function named(index: number): string {
  return index === NO_EVENTS ? '' : `event ${index}: `
}
