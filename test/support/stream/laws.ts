import fc from 'fast-check'
import { type Emit, fixed, session, sliding, type Window, type Windower } from '../../../src'
import { fold, type ModelPane, type StreamConfig, type TestEvent } from './events'
import { flows, grouped, panesOf, placeOf, runFlow } from './flows'
import { lineOf } from './simulation'
import type { ResultPane, Subject } from './subject'

type Make = (config: StreamConfig) => Subject

/** A law of every stream; `check` throws if a stream breaks it. */
export interface StreamLaw {
  readonly name: string
  readonly law: string
  check(make: Make, options: { seed: number; numRuns: number; endOnFailure?: boolean }): void
}

const BASE: StreamConfig = {
  window: fixed(10),
  mode: 'accumulating',
  emit: 'close',
  outOfOrder: 0,
  lateness: 0,
  maxKeys: 1000,
  overflowKey: undefined,
  maxOpen: 1_000_000,
  maxAhead: Number.POSITIVE_INFINITY,
  clock: () => 0,
}

const WINDOWS: readonly Windower[] = [
  fixed(10, { offset: 3 }),
  sliding({ size: 12, every: 5 }),
  sliding({ size: 40, every: 2 }),
]
const windows = fc.constantFrom(...WINDOWS)
const bounds = fc.record({ outOfOrder: fc.constantFrom(0, 4, 15), lateness: fc.constantFrom(0, 5, 30) })
const emits = fc.constantFrom<Emit>('close', 'update')

function same(what: string, got: unknown, wanted: unknown): void {
  const [mine, theirs] = [got, wanted].map(value => JSON.stringify(value, (_, one) => (Object.is(one, -0) ? 0 : one)))
  if (mine !== theirs) throw new Error(`${what}: ${mine} instead of ${theirs}`)
}

const totals = (values: readonly { readonly n: number; readonly sum: number }[]) =>
  values.reduce(({ n, sum }, value) => ({ n: n + value.n, sum: sum + value.sum }), { n: 0, sum: 0 })

const law = <T extends unknown[]>(
  name: string,
  text: string,
  inputs: { [K in keyof T]: fc.Arbitrary<T[K]> },
  holds: (make: Make, ...input: T) => void,
): StreamLaw => ({
  name,
  law: text,
  check: (make, options) =>
    fc.assert(
      fc.property(...(inputs as unknown as [fc.Arbitrary<unknown>]), (...input: unknown[]) =>
        holds(make, ...(input as T)),
      ),
      options,
    ),
})

const deltas = law(
  'deltas',
  'the deltas of a window add up to its whole result, and those of a key to its accepted events',
  [flows, windows, bounds, emits],
  (make, flow, window, bound, emit) => {
    const config = { ...BASE, window, ...bound, emit }
    const whole = runFlow(make(config), flow, window)
    const parts = runFlow(make({ ...config, mode: 'delta' }), flow, window)
    const added = grouped(parts.panes, placeOf).map(([place, panes]) => [
      place,
      totals(panes.map(({ value }) => value)),
    ])
    const last = grouped(whole.panes, placeOf).map(([place, panes]) => [place, totals([panes[panes.length - 1].value])])
    same('added up', added, last)
    const gap = session({ gap: 8 })
    const { panes, events } = runFlow(make({ ...config, window: gap, mode: 'delta' }), flow, gap)
    same('over all sessions', totals(panes.map(({ value }) => value)), totals([fold(events)]))
  },
)

/** Results less retractions, by window; throws if what was never told is taken back. */
function standing(panes: readonly ResultPane[]): ResultPane[] {
  const left = new Map<string, ResultPane[]>()
  const told = ({ value, firstTime, lastTime }: ResultPane) => JSON.stringify([value, firstTime, lastTime])
  for (const pane of panes) {
    const place = placeOf(pane)
    const before = left.get(place) ?? []
    if (pane.kind === 'result') left.set(place, [...before, pane])
    else {
      const at = before.findIndex(one => told(one) === told(pane))
      if (at < 0) throw new Error(`takes back what it did not tell: ${lineOf(pane)}`)
      left.set(place, before.toSpliced(at, 1))
    }
  }
  return [...left.values()].flat()
}

const shownOf = (list: readonly (Window & { readonly key: string; readonly value: ReturnType<typeof fold> })[]) =>
  list.map(one => [placeOf(one), one.value] as const).sort(([a], [b]) => (a < b ? -1 : 1))

function sessionsOf(
  events: readonly TestEvent[],
  gap: number,
): { key: string; start: number; end: number; value: any }[] {
  return grouped(events, ({ key }) => key).flatMap(([key, list]) => {
    const cuts: TestEvent[][] = []
    for (const event of list.sort((a, b) => a.time - b.time)) {
      const last = cuts.at(-1)
      if (last && event.time < last[last.length - 1].time + gap) last.push(event)
      else cuts.push([event])
    }
    return cuts.map(cut => ({ key, start: cut[0].time, end: cut[cut.length - 1].time + gap, value: fold(cut) }))
  })
}

const retractions = law(
  'retractions',
  'results less retractions are what a fresh fold of the accepted events gives, one result a window',
  [flows, windows, bounds, emits],
  (make, flow, window, bound, emit) => {
    const config: StreamConfig = { ...BASE, window, ...bound, emit, mode: 'retracting' }
    const { panes, pairs } = runFlow(make(config), flow, window)
    const truth = grouped(pairs, placeOf).map(([, events]) => ({ ...events[0], value: fold(events) }))
    same('standing', shownOf(standing(panes)), shownOf(truth))
    const gap = session({ gap: 8 })
    const sessions = runFlow(make({ ...config, window: gap, lateness: 10_000_000 }), flow, gap)
    same('standing sessions', shownOf(standing(sessions.panes)), shownOf(sessionsOf(sessions.events, 8)))
  },
)

const counters = law(
  'counters',
  'events = accepted + partlyLate + late + unassigned, and onLate is told of every late pair',
  [flows, fc.constantFrom(...WINDOWS, session({ gap: 8 })), bounds],
  (make, flow, window, bound) => {
    const subject = make({ ...BASE, window, ...bound })
    const { pairs } = runFlow(subject, flow, window)
    const { events, accepted, partlyLate, late, unassigned, latePairs, open, keys } = subject.stats()
    same(
      'events',
      [events, accepted + partlyLate + late + unassigned],
      Array(2).fill(flow.filter(step => 'key' in step).length),
    )
    same('late events', partlyLate + late, subject.lateEvents.length)
    same(
      'late pairs',
      latePairs,
      subject.lateEvents.reduce((sum, { windows }) => sum + windows.length, 0),
    )
    const all = flow.flatMap(step => ('key' in step ? window.windowsOf(step.time) : []))
    same('pairs', pairs.length + latePairs, all.length)
    same('held at the end', [open, keys], [0, 0])
  },
)

const jumps = law(
  'jumps',
  'however far time jumps, each window that took an event emits its result: on time, or at once if it was late',
  [flows, windows, bounds, fc.nat(50), fc.constantFrom(1000, 1e9, 8e15)],
  (make, flow, window, bound, at, far) => {
    const jump = { advance: far }
    const { panes, pairs } = runFlow(make({ ...BASE, window, ...bound }), flow.toSpliced(at, 0, jump), window)
    const firsts = panes.filter(({ index }) => index === 0)
    const places = (list: readonly (Window & { key: string })[]) => grouped(list, placeOf).map(([place]) => place)
    same('windows', places(firsts), places(pairs))
    same('first results', firsts.length, places(pairs).length)
    const later = panes.filter(({ index, timing }) => index > 0 && timing !== 'late')
    same('further results that are not late', later, [])
  },
)

const order = law(
  'order',
  'any order of arrival within outOfOrder gives the same panes, and nothing is late',
  [flows, fc.constantFrom(...WINDOWS, session({ gap: 8 })), fc.constantFrom(0, 5, 30), fc.infiniteStream(fc.nat(1000))],
  (make, flow, window, outOfOrder, random) => {
    const events = flow.filter(step => 'key' in step)
    const sorted = [...events].sort((a, b) => a.time - b.time || a.value - b.value)
    const delayed = sorted.map(event => ({ event, at: event.time + (random.next().value % (outOfOrder + 1)) }))
    const shuffled = delayed.sort((a, b) => a.at - b.at).map(({ event }) => event)
    const subjects = [sorted, shuffled].map(list => {
      const subject = make({ ...BASE, window, outOfOrder })
      const lines = runFlow(subject, list, window).panes.map(lineOf)
      same('late', subject.stats().latePairs, 0)
      return lines.sort()
    })
    same('panes', subjects[1], subjects[0])
    const windows =
      window.kind === 'session'
        ? sessionsOf(sorted, 8).length
        : grouped(runFlow(make({ ...BASE, window }), sorted, window).pairs, placeOf).length
    same('how many', subjects[0].length, windows)
  },
)

const stages = law(
  'stages',
  'deltas of 2 ms absorbed into windows of 10 ms count everything once, with late corrections, and if either stream is restored',
  [flows, bounds, emits, fc.nat(60), fc.boolean()],
  (make, flow, bound, emit, cut, cutsFirst) => {
    let fine = make({ ...BASE, window: fixed(2), ...bound, emit, mode: 'delta' })
    let coarse = make({ ...BASE, outOfOrder: Number.POSITIVE_INFINITY })
    const accepted: TestEvent[] = []
    for (const [s, step] of [...flow, { advance: Number.POSITIVE_INFINITY }].entries()) {
      if (s === cut && cutsFirst) fine = fine.restored()
      if (s === cut && !cutsFirst) coarse = coarse.restored()
      const late = fine.stats().late
      const isEnd = 'advance' in step && step.advance === Number.POSITIVE_INFINITY
      const panes = isEnd ? fine.finish() : 'advance' in step ? fine.advance(step.advance) : fine.push(step)
      if ('key' in step && fine.stats().late === late) accepted.push(step)
      for (const pane of panesOf(panes) as ModelPane[]) same('out of the second', panesOf(coarse.absorb(pane)), [])
    }
    const panes = panesOf(coarse.finish()) as ResultPane[]
    const tens = (time: number) => Math.floor(time / 10) * 10
    const truth = grouped(accepted, ({ key, time }) => `${key} ${tens(time)}`).map(([, events]) => {
      const [{ key, time }] = events
      return { key, start: tens(time), end: tens(time) + 10, value: fold(events) }
    })
    same('counted', shownOf(panes), shownOf(truth))
  },
)

const watermark = law(
  'watermark',
  'the watermark never goes back, and no pane on time is of a window that it passed before',
  [flows, windows, bounds],
  (make, flow, window, bound) => {
    const subject = make({ ...BASE, window, ...bound })
    for (const step of flow) {
      const before = subject.stats().watermark
      const panes = panesOf('advance' in step ? subject.advance(step.advance) : subject.push(step))
      const after = subject.stats().watermark
      if (after < before) throw new Error(`went back from ${before} to ${after}`)
      for (const pane of panes) {
        const { end, timing } = pane
        if (timing === 'onTime' ? end <= before || end > after : end > before)
          throw new Error(`let out ${lineOf(pane)} from ${before} to ${after}`)
      }
    }
  },
)

export const STREAM_LAWS: readonly StreamLaw[] = [deltas, retractions, counters, jumps, order, stages, watermark]
