import fc from 'fast-check'
import {
  count,
  fixed,
  max,
  type StreamSource,
  session,
  sliding,
  sum,
  tdigest,
  type Windowed,
  windowed,
} from '../../../src/index'
import { repaired } from '../../support/encoded-rows'
import type { FuzzTarget, PreparedCall } from './fuzz-target'
import { anything, mutated, mutatedAggregates, mutatedBytes, mutatedList, often } from './values'

type Event = readonly [time: unknown, value: unknown, key: unknown]

const OPTIONS = {
  window: sliding({ size: '10s', every: '3s' }),
  aggregates: { n: count(), total: sum(), most: max() },
  time: (event: Event) => event?.[0] as number,
  value: (event: Event) => event?.[1] as number,
  key: (event: Event) => event?.[2] as string,
  outOfOrder: '2s',
  lateness: '5s',
  maxKeys: 3,
  maxOpen: 40,
} as const
const EVENTS: Event[] = [
  [1_000, 5, 'a'],
  [4_000, -1, 'b'],
  [12_000, 2, 'a'],
]
const WINDOWS = [fixed('5s'), sliding({ size: '10s', every: '3s' }), session({ gap: '3s' })]

const event = fc.oneof(
  anything,
  fc.tuple(often(1_000, 9_000, 15_000), often(1, -1), fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), anything)),
)

function running(more: object = {}): Windowed<any, any> {
  const stream = windowed<any, any, any>({ ...OPTIONS, ...more })
  stream.pushMany(EVENTS)
  return stream
}

/** Targets of a stream that runs: of fixed, sliding and session windows. */
function targets(
  name: string,
  values: readonly fc.Arbitrary<unknown>[],
  call: (stream: Windowed<any, any>, values: readonly any[], source: StreamSource<any, any>) => unknown,
  more?: object,
): FuzzTarget[] {
  return WINDOWS.map(window => ({
    name: `${name} of ${window.name}`,
    values,
    open(): PreparedCall {
      const stream = running({ ...more, window })
      const source = stream.source('')
      source.push(EVENTS[2])
      stream.tick(2_000)
      return {
        call: given => call(stream, given, source),
        state: () => [stream.stats(), Buffer.from(stream.save()).toString('base64')],
      }
    },
  }))
}

const delta = { mode: 'delta' }
const [pane] = running(delta).finish()
const saved = WINDOWS.map(window => running({ window }).save())

/** windowed, and what it gives. */
export const streamTargets: readonly FuzzTarget[] = [
  {
    name: 'windowed',
    values: [
      mutated({
        ...OPTIONS,
        select: undefined,
        emit: 'update',
        mode: 'retracting',
        maxAhead: '1m',
        clock: () => 5_000,
        overflowKey: 'others',
        onLate: () => {},
      }),
    ],
    open: () => ({
      call([options]) {
        const stream = windowed<any, any, any>(options)
        for (const one of EVENTS) stream.push(one)
        return stream.finish()
      },
    }),
  },
  {
    name: 'windowed by windower and aggregates',
    values: [fc.oneof(...WINDOWS.map(mutated)), mutatedAggregates({ n: count(), d: tdigest() })],
    open: () => ({
      call([window, aggregates]) {
        const stream = windowed<any, any, any>({ ...OPTIONS, window, aggregates } as any)
        stream.pushMany(EVENTS)
        return stream.finish()
      },
    }),
  },
  ...WINDOWS.map(
    (window, w): FuzzTarget => ({
      name: `restore of ${window.name}`,
      values: [mutatedBytes(saved[w], repaired)],
      open: () => ({
        call([restore]) {
          const stream = windowed<any, any, any>({ ...OPTIONS, window, restore })
          stream.pushMany(EVENTS)
          stream.finish()
          return stream.save()
        },
      }),
    }),
  ),
  ...targets('push', [event], (stream, [one]) => stream.push(one)),
  ...targets('pushMany', [mutatedList(event)], (stream, [events]) => stream.pushMany(events)),
  ...targets('absorb', [mutated({ ...pane })], (stream, [one]) => stream.absorb(one), delta),
  ...targets(
    'absorb by state',
    [mutatedBytes(pane.state!, repaired)],
    (stream, [state]) => stream.absorb({ ...pane, state }),
    delta,
  ),
  ...targets('advance', [often(3_000, 14_000)], (stream, [watermark]) => stream.advance(watermark)),
  ...targets('tick', [often(3_000, 14_000)], (stream, [now]) => stream.tick(now)),
  ...targets('source', [anything], (stream, [name]) => stream.source(name).idle()),
  ...targets('source.push', [event], (_, [one], source) => source.push(one)),
  ...targets('source.advance', [anything], (_, [mark], source) => source.advance(mark)),
  {
    name: 'run',
    values: [mutatedList(event), mutated({ signal: undefined })],
    open: () => ({ call: ([source, options]) => running().run(source, options) }),
  },
]
