import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { outputOf } from '../docs/run'
import { filesIn, ROOT } from '../house/tree'

/** Lines that each example must print, in this order. */
const SAID: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'basics/five-lines.ts': ['4 requests, 18 ms each, at most 40 ms'],
  'service/express.ts': [
    /^\/report {5}200 {2}2 requests, p50 [1-9]\d+\.\d, p99 [\d.]+ ms$/,
    /^\/users\/:id {2}200 {2}49 requests/,
    /^\/users\/:id {2}500 {2}1 requests/,
    /^no route {4}404 {2}1 requests/,
  ],
  'service/fastify.ts': [
    /^\/report {5}200 {2}2 requests, p50 [1-9]\d+\.\d, p99 [\d.]+ ms$/,
    /^\/users\/:id {2}200 {2}49 requests/,
    /^\/users\/:id {2}500 {2}1 requests/,
    /^no route {4}404 {2}1 requests/,
  ],
  'basics/resample.ts': [
    '116358 requests, latency in ms',
    /^00:00 {7}16642 {8}14 {8}3[45] {8}38 {6}0\.00 %$/,
    /^03:00 {11}0( {9}-){4} %$/,
    /^21:00 {7}16566 {8}14 {7}8\d\d {6}1299 {6}2\.0\d %$/,
  ],
  'service/in-process.ts': [
    '08:00  /            3600    20.0   905.0   905.0',
    '08:00  /checkout   10801    31.4   915.0  4000.0',
    '09:00  /search      7200    25.5   910.0   910.0',
    /1h .* coarsest that nests$/,
    /10m .* finer: not yet sealed$/,
    /head .* not yet committed$/,
    '43201 offered, 43201 accepted, 1 of them late; hours are sealed up to 09:00',
  ],
  'basics/custom-aggregate.ts': [
    '8 laws hold, among them: the merge of the parts is the whole',
    /^09:00 {2}3600 requests {2}1\.000 {2}█{40}$/,
    /^10:00 {2}3600 requests {2}0\.833 {2}█{33}$/,
    'us: 0.917 of 3600 requests',
  ],
  'basics/calendar-days.ts': [
    '2026-03-28 00:00 to 2026-03-29 00:00   24      24',
    '2026-03-29 00:00 to 2026-03-30 00:00   23      23',
    '2026-03-29 01:00 to 2026-03-30 02:00   24      24',
    'Kept: 24 kWh, 23 kWh, 24 kWh',
    /^TIDEMARK_INVALID_OPTION: .*1h cannot make day\(Asia\/Kolkata\); 30m could$/,
  ],
  'service/changed-definitions.ts': [
    '03-02T21:00 18 requests, slowest unknown',
    '03-03T00:00 18 requests, slowest 95',
    '15m serves from 03-02T12:00 on: the minutes before were dropped',
    '59 rows of 15m before',
    '0 rows of 15m after',
  ],
  'basics/gaps.ts': [
    'silent from 06:45 to 07:20: 6 readings are missing',
    '06:15   23.0   23.0   23.0   23.0   23.0   23.0   23.0   23.0   23.0',
    '06:30      ·   23.0      ·   27.0   26.0   26.0   27.0    0.0   -1.0',
    '07:00      ·   25.0      ·   11.0   19.0      ·   25.0    0.0   -1.0',
    '12 of 18 windows have a value once short gaps are drawn through',
  ],
  'streams/billing.ts': [
    '  12:00:00  onTime  result       3651',
    '  12:00:00  late    result         20',
    '  12:00:00  onTime  result       3651',
    '  12:00:00  late    retraction  -3651',
    '  12:00:00  late    result       3671',
    'billed: 58687 by adding deltas, 58687 by retracting',
    'refused: acme, 88 of 12:02:05',
    'used: 58851 = 58687 billed + 164 refused',
    'reports: 1200 = 1198 accepted + 2 late',
  ],
  'streams/earthquakes.ts': [
    '01-31 12:00      96   California 42, Alaska 17, Nevada 14    6.1 Afghanistan',
    '02-05 00:00     301   California 155, Alaska 54, Nevada 35   6.1 Taiwan',
    '02-08 00:00      14   Alaska 8, California 6                 3.8 Alaska',
  ],
  'streams/sessions.ts': [
    'ada at 09:45',
    '              retracted   ada  09:00 to 09:20  2 clicks',
    '              retracted   ada  10:05 to 10:15  2 clicks',
    '              late        ada  09:00 to 10:15  5 clicks',
    'bob at 09:40  refused: too late',
    'ada: 2 visits, as reported',
    'bob: 2 visits, as reported',
  ],
  'service/sqlite.ts': [
    'read 0 to 450: bergen 300 orders, 2395 euros; oslo 150 orders, 1200 euros',
    'read 400 to 1000: bergen 666 orders, 5324 euros; oslo 334 orders, 2673 euros',
    '1h {"shop":"oslo"} 2 rows, 2026-03-02T08:00:00.000Z to 2026-03-02T10:00:00.000Z',
    '1m {"shop":"bergen"} 167 rows, 2026-03-02T08:00:00.000Z to 2026-03-02T10:47:00.000Z',
  ],
  'streams/top-songs.ts': [
    '12:00:30  High Water    376',
    '12:00:40  Breakers      285',
    '12:00:40  High Water    267',
    '6000 plays: 5979 in time, 21 too late for some charts, 0 too late for all',
    '37 times a chart misses a play; the one up to 12:00:30 misses 1',
  ],
  'workers/two-stages.ts': [
    '12:00:10  /      {"requests":1628,"ms":168085,"slowest":210}',
    '12:01:00  /cart  {"requests":1669,"ms":172502,"slowest":210}',
    '30000 requests, merged from 279 panes of 3 workers',
    'One stream over all requests returns the same',
  ],
  'workers/pre-aggregate.ts': [
    '12:00  /      10000 requests, p99 209, at most 210',
    '12:01  /pay   10000 requests, p99 209, at most 210',
    '432 states absorbed, 0 points offered here: 60000 were counted by the workers',
  ],
}

/** A program of several files, a store, and a service that runs until it is stopped: each has a test of its own. */
const TESTED_ELSEWHERE = /^(flights|stores)\/|^service\/http\.ts$/

describe('each example prints what it is there to show', () => {
  test.each(Object.entries(SAID))('%s', async (file, said) => {
    const lines = (await outputOf(`examples/${file}`)).split('\n').map(line => line.trimEnd())
    let at = -1
    for (const wanted of said) {
      const found = lines.findIndex(
        (line, k) => k > at && (typeof wanted === 'string' ? line === wanted : wanted.test(line)),
      )
      expect(found, `${wanted} after line ${at + 1} of\n${lines.join('\n')}`).toBeGreaterThan(at)
      at = found
    }
  })

  test('no example is left out, and each can be read at a glance: under 60 lines', () => {
    const files = filesIn('examples').filter(path => path.endsWith('.ts') && !TESTED_ELSEWHERE.test(path))
    expect(files.sort()).toEqual(Object.keys(SAID).sort())
    const long = files.filter(file => readFileSync(`${ROOT}examples/${file}`, 'utf8').split('\n').length > 60)
    expect(long).toEqual([])
  })

  test('examples/README.md has a line for each example, and for nothing else', () => {
    const listed = [
      ...readFileSync(`${ROOT}examples/README.md`, 'utf8').matchAll(/^\| \[[\w-]+\]\(([\w/.-]+)\) \| \S/gm),
    ]
    const single = filesIn('examples').filter(path => path.endsWith('.ts') && !path.startsWith('flights/'))
    expect(listed.map(([, path]) => path).sort()).toEqual(single)
  })

  test('an example that fails is a failure', async () => {
    await expect(outputOf('examples/no-such-example.ts')).rejects.toThrow()
  })
})
