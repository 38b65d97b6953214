import { calendar, type Emit, fixed, type Mode, type Partition, session, sliding, type Windower } from '../../../src'

/** A windower, a short time on its scale, and a time near which events fall. */
export interface WindowCase {
  readonly window: Windower
  readonly unit: number
  readonly origin: number
}

const HOUR = 3_600_000

/** Every other ten milliseconds: times in between belong to no window. */
const everyOther: Partition = {
  kind: 'partition',
  name: 'every other ten',
  width: 10,
  startOf: time => (Math.floor(time / 10) % 2 === 0 ? Math.floor(time / 10) * 10 : Number.NaN),
  endOf: time => (Math.floor(time / 10) % 2 === 0 ? Math.floor(time / 10) * 10 + 10 : Number.NaN),
  windowsOf: time =>
    Math.floor(time / 10) % 2 === 0
      ? [{ start: Math.floor(time / 10) * 10, end: Math.floor(time / 10) * 10 + 10 }]
      : [],
}

/** Each kind of windower, with times around 0; sliding windows of few and of many slices, even and uneven. */
export const CASES: readonly WindowCase[] = [
  { window: fixed(10, { offset: 3 }), unit: 1, origin: 0 },
  { window: sliding({ size: 20, every: 10 }), unit: 1, origin: 0 },
  { window: sliding({ size: 12, every: 5, offset: 2 }), unit: 1, origin: 0 },
  { window: sliding({ size: 16, every: 2 }), unit: 1, origin: 0 },
  { window: sliding({ size: 60, every: 3 }), unit: 3, origin: 0 },
  { window: sliding({ size: 61, every: 4 }), unit: 3, origin: 0 },
  { window: session({ gap: 6 }), unit: 1, origin: 0 },
  // Apia skipped 2011-12-30.
  { window: calendar('day', { timeZone: 'Pacific/Apia' }), unit: 3 * HOUR, origin: Date.UTC(2011, 11, 30) },
  { window: everyOther, unit: 1, origin: 0 },
]

export const MODES: readonly Mode[] = ['accumulating', 'delta', 'retracting']
export const EMITS: readonly Emit[] = ['close', 'update']
