import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { count, max, tdigest, windowed } from '../../src'
import { readSaved, type SecondSession, type SecondStream } from '../codec/second-reader-saved'
import { CASES, EMITS, MODES } from '../support/stream/cases'
import { ReadBack, type ReadCoverage, type ReadSaved } from '../support/stream/read-back'
import { type StreamCase, simulateStream } from '../support/stream/simulation'
import { type Command, type StreamWorkload, streamWorkloads } from '../support/stream/workload'

const first = 1787
/** Keys and sources with characters that JSON, UTF-8 and C would trip over. */
const ODD = new Map([
  ['b', '\ud800 "\u0000\u2028'],
  ['c', '🜁\n\\'],
  ['y', ''],
  ['z', '\udc00\uffff'],
])
const odd = (text: string) => ODD.get(text) ?? text
const cells = MODES.flatMap(mode => EMITS.map(emit => ({ mode, emit }))).map((kind, k) => ({
  ...kind,
  seed: first + k,
}))
const nothing = (): ReadCoverage => ({ reads: 0, slices: 0, sessions: 0, panes: 0, sources: 0 })

function withOddNames(command: Command): Command {
  const named = 'source' in command && command.source !== undefined ? { source: odd(command.source) } : {}
  if (command.do === 'push') return { ...command, ...named, event: { ...command.event, key: odd(command.event.key) } }
  if (command.do !== 'pushMany') return { ...command, ...named }
  return { ...command, ...named, events: command.events.map(event => ({ ...event, key: odd(event.key) })) }
}

function leadLife(workload: StreamWorkload, kind: StreamCase, seen: ReadCoverage, read?: ReadSaved): void {
  const commands = workload.commands.map(withOddNames)
  simulateStream({ ...workload, commands }, kind, config => new ReadBack(config, seen, read))
}

describe.each(CASES)(
  '$window.name: an independent reader of FORMAT.md finds in saved bytes what the model holds',
  at => {
    test.each(cells)('mode $mode, emit $emit (seed $seed)', ({ mode, emit, seed }) => {
      const seen = nothing()
      fc.assert(
        fc.property(streamWorkloads, workload => leadLife(workload, { at, mode, emit }, seen)),
        { seed, numRuns: 8 },
      )
      expect(seen.reads).toBeGreaterThan(100)
      expect(seen.sources).toBeGreaterThan(100)
      expect(at.window.kind === 'session' ? seen.sessions : seen.slices).toBeGreaterThan(100)
      if (at.window.kind !== 'session') expect(seen.panes).toBeGreaterThan(0)
    })
  },
)

type Change = (stream: SecondStream) => SecondStream
const heldAs =
  (change: (held: SecondSession) => object): Change =>
  stream => ({
    ...stream,
    keys: stream.keys.map(({ key, held }) => ({ key, held: held.map(one => change(one as SecondSession) as never) })),
  })
const sourcesAs =
  (change: (source: SecondStream['watermark']['sources'][number]) => object): Change =>
  ({ watermark, ...rest }) => ({
    ...rest,
    watermark: { ...watermark, sources: watermark.sources.map(one => ({ ...one, ...change(one) })) },
  })

const COUNTED = ['accepted', 'partlyLate', 'late', 'latePairs', 'unassigned', 'ahead', 'overflowed'] as const

/** Readers that are wrong in one way: most ignore a field. */
const BROKEN: readonly (readonly [wrong: string, part: keyof SecondStream, change: Change])[] = [
  ['emit', 'definition', s => ({ ...s, definition: { ...s.definition, emit: 'close' } })],
  ['mode', 'definition', s => ({ ...s, definition: { ...s.definition, mode: 'delta' } })],
  ['where the watermark is', 'watermark', s => ({ ...s, watermark: { ...s.watermark, at: 0 } })],
  ['the last tick', 'watermark', s => ({ ...s, watermark: { ...s.watermark, ticked: Number.NaN } })],
  ['whether a source has a name', 'watermark', sourcesAs(({ name }) => ({ name: name ?? '' }))],
  ['lone surrogates of names', 'watermark', sourcesAs(({ name }) => ({ name: name?.replace(/[\ud800-\udfff]/, '?') }))],
  ['the watermark of a source', 'watermark', sourcesAs(() => ({ at: 0 }))],
  ['whether a source is idle', 'watermark', sourcesAs(() => ({ idle: false }))],
  ['whether a source was heard', 'watermark', sourcesAs(() => ({ heard: true }))],
  ...COUNTED.map((name): (typeof BROKEN)[number] => [
    `the counter ${name}`,
    'counters',
    s => ({ ...s, counters: { ...s.counters, [name]: 0 } }),
  ]),
  ['keys that are empty', 'keys', s => ({ ...s, keys: s.keys.filter(({ key }) => key !== '') })],
  ['the order of keys', 'keys', s => ({ ...s, keys: [...s.keys].sort((a, b) => (a.key < b.key ? -1 : 1)) })],
  ['all but one slice', 'keys', s => ({ ...s, keys: s.keys.map(one => ({ ...one, held: one.held.slice(0, 1) })) })],
  ['the start of a slice', 'keys', heldAs(one => ({ ...one, start: one.firstTime }))],
  ['the last time', 'keys', heldAs(one => ({ ...one, lastTime: one.firstTime }))],
  ['the end of a session', 'keys', heldAs(one => ('end' in one ? { ...one, end: one.lastTime } : one))],
  ['the panes of a session', 'keys', heldAs(one => ('panes' in one ? { ...one, panes: 0 } : one))],
  ['whether a session is final', 'keys', heldAs(one => ('final' in one ? { ...one, final: false } : one))],
  ['a field of the states', 'keys', heldAs(one => ({ ...one, state: { ...one.state, last: one.state.first } }))],
  ['the panes of windows', 'told', s => ({ ...s, told: [] })],
  [
    'all panes but the first',
    'told',
    s => ({ ...s, told: s.told.map(({ start, panes: [one] }) => ({ start, panes: [one] })) }),
  ],
  [
    'how many panes',
    'told',
    s => ({ ...s, told: s.told.map(({ start, panes }) => ({ start, panes: panes.map(([key]) => [key, 1]) })) }),
  ],
]

describe(`the check rejects a reader that ignores (seed ${first})`, () => {
  const kinds = fc.record({
    at: fc.constantFrom(...CASES.filter(({ window }) => !window.name.startsWith('day'))),
    mode: fc.constantFrom(...MODES),
    emit: fc.constantFrom(...EMITS),
  })

  test.each(BROKEN)('%s', (_, part, change) => {
    const broken: ReadSaved = (bytes, schema) => change(readSaved(bytes, schema))
    const { failed, errorInstance } = fc.check(
      fc.property(streamWorkloads, kinds, (workload, kind) => leadLife(workload, kind, nothing(), broken)),
      { seed: first, numRuns: 300, endOnFailure: true },
    )
    expect(failed).toBe(true)
    expect(String(errorInstance)).toContain(`Error: ${part} is read as`)
  })
})

describe('a definition describes aggregates as FORMAT.md says', () => {
  const told = (...keys: string[]) => {
    const aggregates = Object.fromEntries(keys.map(key => [key, max()]))
    const schema = Object.fromEntries(
      keys.map(key => [key, { name: 'max', state: { high: Number.NEGATIVE_INFINITY } }]),
    )
    const stream = windowed({ window: 10, aggregates, time: (e: number) => e })
    stream.push(5)
    const { definition, keys: held } = readSaved([...stream.save()], schema)
    expect(held).toEqual([
      {
        key: '',
        held: [
          { start: 0, firstTime: 5, lastTime: 5, state: Object.fromEntries(keys.map(key => [key, { high: [1] }])) },
        ],
      },
    ])
    return definition.aggregates
  }

  test.each([
    ['quotes and line feeds as JSON has them', ['a"b\n'], '{ "a\\"b\\n": max }'],
    ['U+2028 and U+2029 as a space', ['a\u2028\u2029b'], '{ "a b": max }'],
    ['half a character as JSON has it', ['\ud800'], '{ "\\ud800": max }'],
    [
      'sorted by UTF-16 code units',
      ['z', 'é', 'Z', '\uffff', '😀'],
      '{ "Z": max, "z": max, "é": max, "😀": max, "\uffff": max }',
    ],
    ['80 code units whole', ['x'.repeat(78)], `{ "${'x'.repeat(78)}": max }`],
    ['more than 80 cut to 77', ['x'.repeat(79)], `{ "${'x'.repeat(76)}...: max }`],
  ])('%s', (_, keys, text) => {
    expect(told(...keys)).toBe(text)
  })

  test('with their parameters', () => {
    const aggregates = { n: count(), digest: tdigest({ compression: 20 }) }
    const stream = windowed({ window: 10, aggregates, time: (e: number) => e })
    expect(readSaved([...stream.save()], {}).definition.aggregates).toBe('{ "digest": tdigest(20), "n": count }')
  })
})
