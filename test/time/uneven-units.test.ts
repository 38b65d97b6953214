import Database from 'libsql'
import { expect, test } from 'vitest'
import {
  count,
  type Duration,
  detectGaps,
  fixed,
  linear,
  nearest,
  next,
  previous,
  resample,
  rollup,
  session,
  sliding,
  windowed,
} from '../../src/index'
import { keepTime } from '../../src/node/index'
import { sqliteStore } from '../../src/store/sqlite/index'

type Place = (value: Duration) => unknown

const aggregates = { n: count() }
const streamed = (options: object) => windowed({ window: '1m', aggregates, time: () => 0, ...options })
const timed = { advance: async () => ({}), flush: async () => {} } as never
const query = async (options: object) => {
  const api = await rollup({ aggregates, clock: () => 0 })
  try {
    return await api.query({ metric: 'm', from: 0, to: 60_000, ...options } as never)
  } finally {
    await api.close()
  }
}

const daysOrForever: Record<string, Place> = {
  'tiers[0].keep': keep => rollup({ aggregates, tiers: [{ every: '1m', keep }] }),
  'maxAhead of rollup': maxAhead => rollup({ aggregates, maxAhead }),
  outOfOrder: outOfOrder => streamed({ outOfOrder }),
}

const calendars: Record<string, Place> = {
  'tiers[0].every': every => rollup({ aggregates, tiers: [{ every, keep: 'forever' }] }),
  'every of query': every => query({ every }),
  'every of resample': every => resample({ times: [], values: [] }, { every, aggregates }),
  'window of windowed': window => streamed({ window }),
  'size of fixed': size => fixed(size),
}

const days: Record<string, Place> = {
  sealDelay: sealDelay => rollup({ aggregates, sealDelay }),
  'last of query': last => query({ from: undefined, to: undefined, last }),
  'gap of session': gap => session({ gap }),
  'size of sliding': size => sliding({ size, every: '1d' }),
  'every of sliding': every => sliding({ size: '1d', every }),
  'offset of sliding': offset => sliding({ size: '1d', every: '1d', offset }),
  'offset of fixed': offset => fixed('1d', { offset }),
  'maxGap of previous': maxGap => previous({ maxGap }),
  'maxGap of next': maxGap => next({ maxGap }),
  'maxGap of linear': maxGap => linear({ maxGap }),
  'maxGap of nearest': maxGap => nearest({ maxGap }),
  lateness: lateness => streamed({ lateness }),
  'maxAhead of windowed': maxAhead => streamed({ maxAhead, clock: () => 0 }),
  'every of detectGaps': every => detectGaps([], { every }),
  'tolerance of detectGaps': tolerance => detectGaps([], { every: '1d', tolerance }),
  'every of keepTime': every => keepTime(timed, { every, onError: () => {} }),
  'busyTimeout of sqliteStore': busyTimeout => sqliteStore(new Database(':memory:'), { busyTimeout }),
}

const cases = [
  ...casesOf(daysOrForever, 'Use days, for example "30d", or "forever"', 'Use days, for example "365d", or "forever"'),
  ...casesOf(calendars, "Use calendar('month')", "Use calendar('year')"),
  ...casesOf(days, 'Use days, for example "30d"', 'Use days, for example "365d"'),
]

test.each(cases)('%s, %s: the message ends with: %s', async (_, value, advice, act) => {
  const error = await (async () => act(value))().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'TIDEMARK_INVALID_DURATION' })
  expect((error as Error).message.endsWith(` have no fixed length. ${advice}`)).toBe(true)
})

function casesOf(places: Record<string, Place>, month: string, year: string) {
  return Object.entries(places).flatMap(([name, act]) => [
    [name, '1mo', month, act] as const,
    [name, '2y', year, act] as const,
  ])
}
