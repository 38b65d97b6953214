import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { ROOT } from './house/tree'

/** A program as one script without imports, as a bundler makes it for the browser. */
async function bundled(code: string): Promise<string> {
  const stdin = { contents: code, resolveDir: `${ROOT}src`, loader: 'ts' } as const
  const options = { bundle: true, platform: 'browser', format: 'iife', target: 'es2022', write: false } as const
  const { outputFiles } = await build({ stdin, ...options, logLevel: 'silent' })
  return outputFiles[0].text
}

/** Runs a program where there is nothing but the language; what it leaves in `result` is the answer. */
async function runBare(code: string): Promise<unknown> {
  const context = createContext(Object.create(null))
  runInContext(await bundled(code), context)
  return JSON.parse(await runInContext('Promise.resolve(result).then(JSON.stringify)', context))
}

const RESAMPLE = `
import { calendar, count, linear, mean, resample, sliding, tdigest } from './index'
const points = { times: [0, 20_000, 130_000], values: [1, 5, 3] }
const minutes = resample(points, { every: '1m', aggregates: { n: count(), mean: mean() }, fill: { mean: linear() } })
const slides = resample(points, { every: sliding({ size: '2m', every: '1m' }), aggregates: { n: count() } })
const every = calendar('day', { timeZone: 'Europe/Berlin' })
const p50 = r => ({ p50: r.latency.quantile(0.5) })
const days = resample(points, { every, aggregates: { latency: tdigest() }, select: p50 })
globalThis.result = [[...minutes.rows()], [...slides.columns.n], [...days.rows()]]`

const ROLLUP = `
import { count, max, rollup } from './index'
async function main() {
  const tiers = [{ every: '1m', keep: '2h' }, { every: '1h', keep: 'forever' }]
  const api = await rollup({ aggregates: { n: count(), worst: max() }, tiers, clock: () => 7_200_000 })
  for (let t = 0; t < 7_200_000; t += 1_000) api.add({ metric: 'm', value: t % 7, time: t, tags: { host: 'å' } })
  await api.flush({ position: { offset: 7_200 } })
  const { sealed } = await api.advance(7_300_000)
  const answer = await api.query({ metric: 'm', from: 0, to: 7_200_000, every: '1h', by: ['host'] })
  await api.close()
  return [sealed, [...answer.rows()], answer.plan.segments.map(({ tier }) => tier)]
}
globalThis.result = main()`

describe('a bundle for the browser, where there is nothing but the language', () => {
  test('the surroundings are bare', async () => {
    const names = 'process setImmediate setTimeout TextEncoder performance Buffer crypto MessageChannel'.split(' ')
    const typeOf = `({ ${names.map(name => `${name}: typeof ${name}`).join(', ')} })`
    const types = Object.fromEntries(names.map(name => [name, 'undefined']))
    expect(await runBare(`globalThis.result = ${typeOf}`)).toEqual(types)
  })

  test('resample answers by the minute, over sliding windows, and by the day of a zone', async () => {
    expect(await runBare(RESAMPLE)).toEqual([
      [
        { start: 0, end: 60_000, n: 2, mean: 3 },
        { start: 60_000, end: 120_000, n: null, mean: 3 },
        { start: 120_000, end: 180_000, n: 1, mean: 3 },
      ],
      [2, 2, 1, 1],
      [{ start: -3_600_000, end: 82_800_000, p50: 3 }],
    ])
  })

  test('a rollup takes points, commits, seals and answers', async () => {
    const row = { tags: { host: 'å' }, n: 3_600, worst: 6, status: 'sealed' }
    expect(await runBare(ROLLUP)).toEqual([
      2,
      [
        { ...row, start: 0, end: 3_600_000 },
        { ...row, start: 3_600_000, end: 7_200_000 },
      ],
      ['1h'],
    ])
  })

  test('a program that needs more than the language fails here', async () => {
    await expect(runBare("import { readFileSync } from 'node:fs'\nglobalThis.result = readFileSync")).rejects.toThrow(
      'node:fs',
    )
    await expect(runBare('globalThis.result = process.version')).rejects.toThrow('process is not defined')
    await expect(runBare('globalThis.result = (async () => setTimeout(() => 1))()')).rejects.toThrow('setTimeout')
  })
})
