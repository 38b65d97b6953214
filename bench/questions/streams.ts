import { fixed, type Pane, session, sliding, sum, type Windower, windowed } from 'tidemark'
import { type Answers, near } from '../support/answers'
import { BEGIN, type Event, events, history, numberOf, OUT_OF_ORDER } from '../support/events'
import { QUICK, race, type Way } from '../support/race'
import { Buckets, type ByHand, LastSessions, type Out, Rings, TwoWindows } from '../support/streams-by-hand'

// Sums of keyed events by event time, one in ten up to two seconds late: the cost of an event until its windows are emitted.
//
// The cost depends on how many events of a key come between two of its results, because each result costs something too:
// 100 in fixed windows, 10 per slide in sliding ones, and 1, which measures little but results. Sliding windows are nine
// tenths full when the clock starts, and slide at least as often as they have panes, so that each pane comes and goes.

const SECOND = 1_000
const MINUTE = 60 * SECOND
const KEYS = 1_000
const EVENTS = QUICK ? 200_000 : 2_000_000
/** Windows of 3,600 panes slide as often, until each pane has come and gone. */
const LONG_SLIDES = 3_600
const LONG_KEYS = QUICK ? 10 : 100
const BATCH = 1_000
const BUCKETS = 'a bucket per window, by hand'

/** A stream at the moment when the clock starts: all windows up to now are emitted. */
const open = (window: Windower, before: readonly Event[]) => {
  const stream = windowed<Event, { sum: ReturnType<typeof sum> }, number>({
    window,
    aggregates: { sum: sum() },
    time: event => event.at,
    value: event => event.value,
    key: event => event.key,
    select: row => row.sum,
    outOfOrder: OUT_OF_ORDER,
  })
  stream.pushMany(before)
  stream.advance(BEGIN)
  return stream
}
type Stream = ReturnType<typeof open>

/** Panes in the order of end, start and key, in whatever order they came. */
function columnsOf(panes: readonly Out[]): Answers {
  const rows = panes.map(({ key, start, end, value }) => ({ key: numberOf(key), start, end, value }))
  rows.sort((a, b) => a.end - b.end || a.start - b.start || a.key - b.key)
  const column = (name: keyof (typeof rows)[0]) => Float64Array.from(rows, row => row[name])
  return { end: column('end'), start: column('start'), key: column('key'), value: column('value') }
}

/** Throws if a pane differs; a bucket per window may have run over a part of the events only. */
function agree(ours: Answers, theirs: Answers, name: string): void {
  const panes = theirs.end.length
  if (panes === 0) throw new Error(`${name}: no panes`)
  const first = Object.entries(ours).map(([column, all]) => [column, Array.from(all).slice(0, panes)] as const)
  near(0)(name === BUCKETS ? Object.fromEntries(first) : ours, theirs, name)
}

function onePushed(
  name: string,
  window: Windower,
  list: readonly Event[],
  before: readonly Event[] = [],
): Way<Answers> {
  return {
    name,
    prepare: () => open(window, before),
    run: (stream: Stream) => {
      const out: Pane<number>[] = []
      for (const event of list) for (const pane of stream.push(event)) out.push(pane)
      return out
    },
    answer: columnsOf,
  }
}

function batches(window: Windower, list: readonly Event[], before: readonly Event[] = []): Way<Answers> {
  const parts = Array.from({ length: list.length / BATCH }, (_, b) => list.slice(b * BATCH, (b + 1) * BATCH))
  return {
    name: `tidemark, pushMany of ${BATCH.toLocaleString('en')}`,
    prepare: () => open(window, before),
    run: (stream: Stream) => {
      const out: Pane<number>[] = []
      for (const part of parts) for (const pane of stream.pushMany(part)) out.push(pane)
      return out
    },
    answer: columnsOf,
  }
}

function byHand(name: string, list: readonly Event[], prepare: () => ByHand): Way<Answers> {
  return { name, prepare, run: (hand: ByHand) => hand.run(list), answer: columnsOf }
}

const unitOf = (list: readonly Event[]) => ({ name: 'ns per event', milliseconds: list.length / 1e6 })
const text = (x: number) => x.toLocaleString('en')

const dense = events({ count: EVENTS, keys: KEYS, perSecond: (100 * KEYS) / 60 })
await race<Answers>({
  title: `${text(EVENTS)} events of ${text(KEYS)} keys, fixed windows of a minute`,
  unit: unitOf(dense),
  ways: [
    { ...onePushed('tidemark, push', fixed(MINUTE), dense), maxValue: 200 },
    batches(fixed(MINUTE), dense),
    byHand(BUCKETS, dense, () => new Buckets(MINUTE, MINUTE)),
    byHand('two windows per key, by hand', dense, () => new TwoWindows(MINUTE)),
  ],
  agree,
})

const sparse = events({ count: EVENTS, keys: KEYS, perSecond: KEYS / 10 })
await race<Answers>({
  title: `${text(EVENTS)} events of ${text(KEYS)} keys, sessions of about 20`,
  unit: unitOf(sparse),
  ways: [
    onePushed('tidemark, push', session({ gap: 30 * SECOND }), sparse),
    batches(session({ gap: 30 * SECOND }), sparse),
    byHand('the last sessions of each key, by hand', sparse, () => new LastSessions(30 * SECOND)),
  ],
  agree,
})

/** Sums that slide by a second, after the events before. */
function ringsAfter(before: readonly Event[], size: number): Rings {
  const rings = new Rings(size, SECOND, before[0].at)
  rings.run(before)
  rings.advance(BEGIN, [])
  return rings
}

for (const [panes, keys, slides, bucketed] of [
  [60, KEYS, EVENTS / (10 * KEYS), QUICK ? 10 : 20],
  [3_600, LONG_KEYS, LONG_SLIDES, 4],
]) {
  const size = panes * SECOND
  const window = sliding({ size, every: SECOND })
  const before = history({ keys, slides: 0.9 * panes, every: SECOND })
  const list = events({ count: slides * keys * 10, keys, perSecond: keys * 10 })
  const part = list.slice(0, bucketed * keys * 10)
  await race<Answers>({
    title: `${text(list.length)} events of ${text(keys)} keys, sliding over ${text(panes)} panes, 10 events per key and slide`,
    unit: unitOf(list),
    ways: [
      onePushed('tidemark, push', window, list, before),
      batches(window, list, before),
      { ...byHand(BUCKETS, part, () => Buckets.after(before, size, SECOND)), work: bucketed / slides },
      byHand('a ring of panes and a running sum per key, by hand', list, () => ringsAfter(before, size)),
    ],
    agree,
  })
}

for (const density of [10, 1]) {
  const list = events({ count: LONG_SLIDES * LONG_KEYS * density, keys: LONG_KEYS, perSecond: LONG_KEYS * density })
  const before = history({ keys: LONG_KEYS, slides: 0.9 * LONG_SLIDES, every: SECOND })
  const bucketsAfter = () => {
    const buckets = new Buckets(SECOND, SECOND, before[0].at)
    buckets.run(before)
    buckets.advance(BEGIN, [])
    return buckets
  }
  const checked = (name: string, window: Windower, prepare: () => ByHand): Way<Answers> => ({
    ...onePushed(name, window, list, before),
    answer: (given: readonly Out[]) => {
      agree(columnsOf(given), columnsOf(prepare().run(list)), name)
      return columnsOf(given)
    },
  })
  const slides = [60, 3_600].map((panes): Way<Answers> => {
    const size = panes * SECOND
    const name = `tidemark, sliding over ${text(panes)} panes`
    return { ...checked(name, sliding({ size, every: SECOND }), () => ringsAfter(before, size)), maxRatio: 3 }
  })
  await race<Answers>({
    title: `streams, as windows get more panes: ${text(LONG_KEYS)} keys, events per key and slide: ${density}`,
    unit: unitOf(list),
    ways: [checked('tidemark, fixed windows of a second', fixed(SECOND), bucketsAfter), ...slides],
    agree: () => {},
  })
}
