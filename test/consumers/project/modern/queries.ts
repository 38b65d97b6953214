import { count, type Rollup, resample, rollup, sliding, tdigest } from 'tidemark'

const aggregates = { n: count(), latency: tdigest() }

export async function read(kept: Rollup<typeof aggregates>): Promise<(string | undefined)[]> {
  const answer = await kept.query({ metric: 'm', last: '1h', maxWindows: 60, by: ['route'] })
  return answer.groups.map(({ tags }) => tags.route)
}

export async function wrong(kept: Rollup<typeof aggregates>): Promise<void> {
  // @ts-expect-error windows have a width, or there are at most so many
  await kept.query({ metric: 'm', last: '1h', maxWindows: 60, every: '1m' })
  // @ts-expect-error a range begins somewhere, or is as long as something
  await kept.query({ metric: 'm', last: '1h', from: 0 })
  // @ts-expect-error a range is needed
  await kept.query({ metric: 'm' })
  // @ts-expect-error each row has a start of its own
  await kept.query({ metric: 'm', last: '1h', select: r => ({ start: r.n }) })
  // @ts-expect-error windows of an answer do not overlap
  await kept.query({ metric: 'm', last: '1h', every: sliding({ size: '2m', every: '1m' }) })
  const answer = await kept.query({ metric: 'm', last: '1h', by: ['route'] })
  // @ts-expect-error groups have the tags that they are made by
  answer.groups[0]?.tags.host
  // @ts-expect-error each row has an end of its own
  resample({ times: [0], values: [1] }, { every: '1m', aggregates, select: r => ({ end: r.n }) })
  // @ts-expect-error windows of a tier do not overlap
  await rollup({ aggregates, tiers: [{ every: sliding({ size: '2m', every: '1m' }), keep: 'forever' }] })
}
