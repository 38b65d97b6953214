import {
  calendar,
  count,
  type Emit,
  first,
  fixed,
  last,
  type Mode,
  max,
  type Pane,
  rollup,
  Status,
  session,
  sliding,
  sum,
  tdigest,
  type Windower,
  windowed,
} from '../../src'
import type { SecondShape } from '../codec/second-reader'

const HOUR = 3_600_000
const aggregates = {
  n: count(),
  total: sum(),
  worst: max(),
  first: first(),
  last: last(),
  digest: tdigest({ compression: 20 }),
}

/** The definitions of drained states and saved streams, as the second reader takes them. */
export const goldenShape = aggregates as SecondShape

/** Texts that JSON, UTF-8 and objects would trip over. */
const ODD = ['Ebb', '', '🜁 "\ud800"\u0000\u2028', '__proto__', '10', '9']

/** A stream that was saved: its windows, what a short time is there, and how far it had come. */
interface GoldenStream {
  readonly window: Windower
  readonly unit: number
  readonly origin: number
  readonly mode: Mode
  readonly emit: Emit
  readonly lateness: number
  readonly led: 'not at all' | 'halfway' | 'to the end'
}

const WINDOWS: Readonly<Record<string, Pick<GoldenStream, 'window' | 'unit' | 'origin'>>> = {
  fixed: { window: fixed('10s', { offset: '3s' }), unit: 1_000, origin: 978_307_200_000 },
  sliding: { window: sliding({ size: '12s', every: '5s' }), unit: 1_000, origin: 0 },
  // Apia left out 2011-12-30.
  calendar: {
    window: calendar('day', { timeZone: 'Pacific/Apia' }),
    unit: 4 * HOUR,
    origin: Date.UTC(2011, 11, 30),
  },
  session: { window: session({ gap: '4s' }), unit: 1_000, origin: -1 },
}

const MODES: readonly Mode[] = ['accumulating', 'delta', 'retracting']
const EMITS: readonly Emit[] = ['close', 'update']
const plainly = { mode: 'accumulating', emit: 'close', lateness: 12, led: 'halfway' } as const

/** The streams that are saved as golden files, by name: windows of each kind under each mode and emit, and streams that are new or finished. */
export const goldenStreams: Readonly<Record<string, GoldenStream>> = Object.fromEntries(
  Object.entries(WINDOWS).flatMap(([name, at]): [string, GoldenStream][] => [
    ...MODES.flatMap(mode =>
      EMITS.map((emit): [string, GoldenStream] => [`${name}.${mode}.${emit}`, { ...at, ...plainly, mode, emit }]),
    ),
    [`${name}.strict`, { ...at, ...plainly, lateness: 0 }],
    [`${name}.fresh`, { ...at, ...plainly, led: 'not at all' }],
    [`${name}.finished`, { ...at, ...plainly, led: 'to the end' }],
  ]),
)

interface Event {
  readonly at: number
  readonly key: string
  readonly value: number
}

/** A stream of that definition: a new one, or one that is restored. */
export function makeStream({ window, unit, mode, emit, lateness }: GoldenStream, restore?: Uint8Array) {
  return windowed({
    ...{ window, aggregates, mode, emit, restore, maxKeys: 3, overflowKey: 'others' },
    outOfOrder: 2 * unit,
    lateness: lateness * unit,
    time: (event: Event) => event.at,
    key: event => event.key,
    value: event => event.value,
    select: ({ digest, ...numbers }) => ({ ...numbers, median: digest.quantile(0.5) }),
  })
}

type Stream = ReturnType<typeof makeStream>

/** Leads a stream as far as its specimen was when it was saved. */
export function leadStream(specimen: GoldenStream, stream: Stream): Pane[] {
  const { led, origin, unit } = specimen
  if (led === 'not at all') return []
  const panes = [
    ...stream.source('gone').advance(origin - 5 * unit),
    ...stream.source('gone').idle(),
    ...stream.source('done').finish(),
    ...pushAll(specimen, stream, 0, 20),
    ...stream.tick(origin + 21 * unit),
    ...pushAll(specimen, stream, 20, 24),
  ]
  return led === 'halfway' ? panes : [...panes, ...stream.finish()]
}

/** The panes of a stream from there to its end, without their states. */
export function goOn(specimen: GoldenStream, stream: Stream): Pane[] {
  const panes = [...stream.tick(specimen.origin + 24 * specimen.unit), ...pushAll(specimen, stream, 24, 44)]
  return [...panes, ...stream.finish()].map(({ state: _, ...pane }) => pane)
}

/** Events that move on by a unit, up to 9 late, by several sources; from a linear congruence (Numerical Recipes). */
function pushAll({ origin, unit }: GoldenStream, stream: Stream, from: number, to: number): Pane[] {
  let seed = 1799
  const random = (below: number) => {
    seed = (seed * 1664525 + 1013904223) % 4294967296
    return Math.floor((seed / 4294967296) * below)
  }
  const panes: Pane[] = []
  for (let k = 0; k < to; k++) {
    const late = random(4) === 0 ? random(10) : random(2)
    const event = { at: origin + (k - late) * unit, key: ODD[random(4)], value: random(1_000) / 8 }
    const source = [undefined, 'north', ''][random(3)]
    if (k >= from) panes.push(...(source === undefined ? stream : stream.source(source)).push(event))
  }
  return panes
}

/** The points of drained states: the finest tier is of minutes, or of days of a zone. */
interface GoldenDrained {
  readonly window: Windower & { readonly kind: 'partition' }
  readonly points: readonly {
    readonly metric: string
    readonly time: number
    readonly value: number
    readonly tags: Readonly<Record<string, string>>
  }[]
}

const minutes = fixed('1m')
const METRICS = ['latency', '🜁 "\ud800"', '__proto__']
const points = Array.from({ length: 40 }, (_, k) => ({
  metric: METRICS[k % 7 === 0 ? 1 : k % 11 === 0 ? 2 : 0],
  time: ((k * 7_919) % 600) * 1_000 - 120_000,
  value: ((k * 37) % 101) / 4,
  tags: Object.fromEntries(ODD.slice(k % 3, (k % 3) + (k % 4)).map((name, t) => [name, ODD[(k + t) % 3]])),
}))

/** The states that are drained as golden files, by name. */
export const goldenDrained: Readonly<Record<string, GoldenDrained>> = {
  empty: { window: minutes, points: [] },
  one: { window: minutes, points: points.slice(1, 2) },
  minutes: { window: minutes, points },
  days: {
    window: calendar('day', { timeZone: 'Pacific/Apia' }),
    points: points.slice(0, 16).map(({ time, ...rest }) => ({ ...rest, time: Date.UTC(2011, 11, 30) + time * 400 })),
  },
}

/** A rollup whose finest tier is of those windows. */
export function makeRollup({ window }: GoldenDrained) {
  return rollup({
    aggregates,
    tiers: [{ every: window, keep: 'forever' }],
    maxAhead: 'forever',
    clock: () => 0,
  })
}

/** All answers of a rollup about the metrics of drained states, one row per series. */
export async function askAll(api: Awaited<ReturnType<typeof makeRollup>>) {
  const answers: unknown[] = []
  for (const metric of METRICS) {
    const answer = await api.query({ metric, by: ODD, from: -1e9, to: Date.UTC(2012, 0, 31), select: whole })
    // Answers were written down with the number of each status.
    answers.push(answer.rows().map(row => ({ ...row, status: Status[row.status] })))
  }
  return answers
}

const whole = (r: any) => ({ n: r.n, total: r.total, worst: r.worst, first: r.first, last: r.last })
