import { resample, sliding, sum, tdigest } from 'tidemark'
import { type Answers, near } from '../support/answers'
import { latencies } from '../support/points'
import { QUICK, race, type Way } from '../support/race'
import { clear, rowsOf } from '../support/states'

// Windows of k seconds that slide by one, ten points per second: the cost of a slide, and how it grows with k.

const SECOND = 1_000
const POINTS_PER_PANE = 10
const SAMPLE = 500

const kinds = [
  {
    kind: 'sum',
    aggregate: sum(),
    read: (a: any) => a,
    slides: QUICK ? 4_000 : 40_000,
    naive: 3_600,
    tolerance: 1e-12,
  },
  {
    kind: 'digest',
    aggregate: tdigest(),
    read: (a: any) => a.quantile(0.95),
    slides: QUICK ? 2_000 : 10_000,
    naive: QUICK ? 10 : 60,
    tolerance: 0.2,
  },
]

for (const { kind, aggregate, read, slides, naive, tolerance } of kinds) {
  const unit = { name: 'µs per slide', milliseconds: slides / 1_000 }
  const agree = near(tolerance)
  const growth: Way<unknown>[] = []
  for (const k of [60, 10, 600, 3_600]) {
    const panes = slides + k
    const { times, values } = latencies(panes * POINTS_PER_PANE, panes * SECOND)
    const every = sliding({ size: k * SECOND, every: SECOND })
    const readAt = (s: any, i: number): number => read(aggregate.read(s, i))
    const fold = (s: any, i: number, p: number) =>
      aggregate.fold!(s, i, values, times, p * POINTS_PER_PANE, (p + 1) * POINTS_PER_PANE)

    /** The plain way: the panes of each window are merged again, for every window or for some. */
    const recompute = (step: number) => {
      const s: any = rowsOf(aggregate, panes)
      for (let p = 0; p < panes; p++) fold(s, p, p)
      const window: any = rowsOf(aggregate, 1)
      return Float64Array.from({ length: slides / step }, (_, w) => {
        clear(aggregate, window, 0)
        for (let p = w * step; p < w * step + k; p++) aggregate.merge(window, 0, s, p)
        return readAt(window, 0)
      })
    }
    const bucketPerWindow = () => {
      const s: any = rowsOf(aggregate, slides)
      const pane: any = rowsOf(aggregate, 1)
      for (let p = 0; p < panes; p++) {
        clear(aggregate, pane, 0)
        fold(pane, 0, p)
        for (let w = Math.max(0, p - k + 1); w <= Math.min(p, slides - 1); w++) aggregate.merge(s, w, pane, 0)
      }
      return Float64Array.from({ length: slides }, (_, w) => readAt(s, w))
    }

    const ours: Way<Answers> = {
      name: `tidemark, ${k} panes`,
      run: () =>
        resample({ times, values }, { every, aggregates: { a: aggregate }, select: ({ a }) => ({ a: read(a) }) }),
      // Ours returns the windows at both ends too, which hold only some of their panes.
      work: (panes + k - 1) / slides,
      answer: ({ columns }) => ({ a: columns.a.subarray(k - 1, k - 1 + slides) }),
    }
    const checked = async (given: unknown) => {
      const { a } = await ours.answer!(given)
      agree(
        { a: recompute(SAMPLE) },
        { a: Float64Array.from({ length: slides / SAMPLE }, (_, w) => a[w * SAMPLE]) },
        ours.name,
      )
    }
    growth.push({ ...ours, answer: checked, ...(k === 3_600 ? { maxRatio: 2 } : {}) })
    if (k > naive) continue
    const ways = [
      ours,
      { name: 'recompute: the panes of each window', run: () => recompute(1), answer: (a: Float64Array) => ({ a }) },
      { name: 'a bucket per window', run: bucketPerWindow, answer: (a: Float64Array) => ({ a }) },
    ]
    await race<Answers>({ title: `sliding ${kind} over ${k} panes`, unit, ways, agree })
  }
  await race<unknown>({ title: `sliding ${kind}, as the window grows`, unit, ways: growth, agree: () => {} })
}
