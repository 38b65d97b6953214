import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import { isInstant, toInstant } from '../../time/instant'
import type { AbsorbedPane } from '../pane'
import type { StreamSettings } from '../settings'
import { EventRecord } from './event'

/** The index of an event that was not pushed in a batch. */
const NOT_IN_BATCH = -1

/**
 * Reads an event into a record. Calls each accessor once, because an accessor may be slow or have effects.
 *
 * @throws TIDEMARK_INVALID_INSTANT or TIDEMARK_INVALID_VALUE; the message names the index of the event in its batch
 */
export function readEvent(
  { time, value, key }: StreamSettings,
  event: unknown,
  record: EventRecord,
  index = NOT_IN_BATCH,
): void {
  const eventTime = time(event)
  const eventKey = key ? toKey(key(event), index) : ''
  const eventValue = value ? toValue(value(event), index) : 1
  record.time =
    typeof eventTime === 'number' && isInstant(eventTime)
      ? eventTime + 0
      : toInstant(eventTime, `${batchPrefix(index)}time(event)`)
  record.event = event
  record.key = eventKey
  record.value = eventValue
}

/** Reads all events of a batch before any is added, so that an invalid one changes nothing. */
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

/** Reads an absorbed pane as an event at the last millisecond of its window; returns the bytes of its states. */
export function readPane(pane: AbsorbedPane, record: EventRecord): Uint8Array {
  const { key, end, state } = pane ?? {}
  if (!(state instanceof Uint8Array))
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `absorb takes a pane with its state, as a stream of mode 'delta' emits it, got ${inspect(pane)} with the state ${inspect(state)}. JSON does not keep bytes`,
    )
  record.event = pane
  record.key = toKey(key, NOT_IN_BATCH)
  record.time = toInstant(toInstant(end, 'end') - 1, 'end - 1')
  return state
}

function toValue(value: unknown, index: number): number {
  // + 0 turns -0 into 0.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `${batchPrefix(index)}value(event) must be a finite number, got ${inspect(value)}`,
  )
}

function toKey(key: unknown, index: number): string {
  if (typeof key === 'string') return key
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `${batchPrefix(index)}key(event) must be a string, got ${inspect(key)}`,
  )
}

function batchPrefix(index: number): string {
  return index === NOT_IN_BATCH ? '' : `event ${index}: `
}
