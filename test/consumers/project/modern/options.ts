import { count, type Point, rollup, zero } from 'tidemark'

// What may be left out may be undefined, too: options come from elsewhere.
declare const maybe: <T>(value: T) => T | undefined

export const point: Point = { metric: 'm', value: 1, time: maybe(0), tags: maybe({ host: 'a' }) }

export const run = async (signal?: AbortSignal) => {
  const kept = await rollup({
    aggregates: { n: count() },
    name: maybe('a'),
    sealDelay: maybe('1m'),
    clock: maybe(() => 0),
  })
  const answer = await kept.query({ metric: 'm', from: 0, to: 1, maxWindows: maybe(500), fill: maybe(zero()), signal })
  for (const { start, n } of answer.rows()) {
    const value: number | null = n
    console.log(start, value)
  }
}

// @ts-expect-error a metric is needed
export const none: Point = { value: 1 }
// @ts-expect-error a metric has a name
export const nameless: Point = { metric: maybe('m'), value: 1 }
