import { expect, test } from 'vitest'
import { openInEditor } from './editor'

const OPENING = `
import { calendar, count, resample, rollup, session, sliding, tdigest, zero } from 'tidemark'
const aggregates = { n: count(), latency: tdigest() }
const api = await rollup({ aggregates })
const range = { metric: 'm', from: 0, to: 60_000 }
const points = { times: [0], values: [1] }
`

/** Each piece, what the editor underlines of it, and how its message ends. */
const PIECES: readonly (readonly [piece: string, underlined: string, message: RegExp])[] = [
  [
    'api.query({ ...range, select: r => ({ mean: r.mean }) })',
    'mean',
    /^Property 'mean' does not exist on type 'Readings</,
  ],
  [
    'api.query({ ...range, select: r => ({ p: r.latency.percentile(99) }) })',
    'percentile',
    /^Property 'percentile' does not exist on type 'Quantiles'/,
  ],
  [
    'api.query({ ...range, select: r => ({ p99: r.latency }) })',
    'select',
    /'p99'.*Type 'Quantiles' is not assignable to type 'number'\.$/s,
  ],
  ['api.query({ ...range, select: r => ({ n: r.n }), fill: { p50: zero() } })', 'p50', /'p50' does not exist in type/],
  [
    'api.query({ ...range, select: r => ({ n: r.n }), top: { n: 1, by: "p50" } })',
    'by',
    /^Type '"p50"' is not assignable to type '"n"'\.$/,
  ],
  ['api.query({ ...range, evry: "1m" })', 'evry', /'evry' does not exist in type .* Did you mean to write 'every'\?$/s],
  [
    'api.query({ ...range, every: sliding({ size: 2, every: 1 }) })',
    'every',
    /^Type 'Sliding' is not assignable to type 'Duration \| Partition \| undefined'/,
  ],
  [
    'rollup({ aggregates, tiers: [{ every: session({ gap: 1 }), keep: "1d" }] })',
    'every',
    /^Type 'Session' is not assignable to type 'Duration \| Partition'/,
  ],
  [
    'api.query({ ...range, every: "1m", maxWindows: 5 })',
    '{ ...range, every: "1m", maxWindows: 5 }',
    /property 'maxWindows' are incompatible\.\s+Type 'number' is not assignable to type 'undefined'\.$/,
  ],
  [
    'api.query({ ...range, last: "1h" })',
    '{ ...range, last: "1h" }',
    /property 'from' are incompatible\.\s+Type 'number' is not assignable to type 'undefined'\.$/,
  ],
  ['api.query({ metric: "m" })', '{ metric: "m" }', /Property 'from' is missing in type/],
  [
    'api.query({ ...range, select: r => ({ start: r.n }) })',
    'select',
    /property 'start' are incompatible\.\s+Type 'number' is not assignable to type 'NameTakenByRows'\.$/,
  ],
  [
    'api.query({ ...range, select: r => ({ status: r.n }) })',
    'select',
    /property 'status' are incompatible\.\s+Type 'number' is not assignable to type 'NameTakenByRows'\.$/,
  ],
  [
    'resample(points, { every: 1, aggregates, select: r => ({ end: r.n }) })',
    'select',
    /property 'end' are incompatible\.\s+Type 'number' is not assignable to type 'NameTakenByRows'\.$/,
  ],
  [
    'resample(points, { every: 1, aggregates, select: r => ({ mean: r.mean }) })',
    'mean',
    /^Property 'mean' does not exist on type 'Readings</,
  ],
  [
    'resample(points, { every: 1, aggregates, fill: { latency: zero() } })',
    '{ every: 1, aggregates, fill: { latency: zero() } }',
    /fill: \{ latency: Filler; \}.*Property 'select' is missing in type/s, // only select makes such a column
  ],
]

const FINE = `
await api.query({ ...range, every: calendar('day'), select: r => ({ n: r.n, ends: 1, p99: r.latency.quantile(0.99) }) })
resample(points, { every: session({ gap: 1 }), aggregates, select: r => ({ status: r.n, tags: 1 }) })
`

const code = `${OPENING}${FINE}${PIECES.map(([piece]) => piece).join('\n')}\nexport {}`
const { faults } = openInEditor(code)
const faultOf = (piece: string) => {
  const start = code.indexOf(piece)
  return faults.filter(({ at }) => at >= start && at < start + piece.length)
}

test.each(PIECES)('%s: the message names what is wrong, and not overloads', (piece, underlined, message) => {
  const [fault, ...others] = faultOf(piece)
  expect(others).toEqual([])
  expect(fault.code).toBe(underlined)
  expect(fault.message).toMatch(message)
  expect(fault.message).not.toContain('overload')
})

test('what is right compiles, and each piece has one fault', () => {
  expect(faults).toHaveLength(PIECES.length)
})
