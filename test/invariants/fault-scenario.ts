import type { Rollup } from '../../src'
import { TidemarkError } from '../../src'
import type { Row, Store } from '../../src/store/store'
import { isInjected } from '../support/faulty-store'
import { type Exact, foldedRows, LADDER, open, put, rowsOf, type Small } from './small'

/** Points that arrive together, and the time when they have arrived. */
interface Step {
  readonly points: readonly Small[]
  readonly now: number
}

const at = (...times: number[]): Small[] =>
  times.map((time, k) => ({ time, value: ((Math.floor(time / 500) + k) % 7) - 3 }))

/** Windows fill, are sealed and dropped in every tier, and points come on time, late and too late for the finer tiers. */
export const STEPS: readonly Step[] = [
  { points: at(-500, 500, 1500, 1500, 12_000), now: 16_000 },
  { points: at(700, 9999, 15_500, 33_000), now: 75_000 },
  { points: at(600, 40_000, 74_000, 74_500), now: 76_000 },
]

const FROM = -60_000
const TO = 120_000

/** Where rollups are opened, each on what the last one has left. */
export interface Place {
  /** Opens the store; after a fault, as the next process would. */
  store(): Store | Promise<Store>
}

/** Runs the scenario; if a call fails, repeats it on the same rollup. */
export async function retryCalls(place: Place): Promise<void> {
  const api = await retryOnce(async () => open({ store: await place.store() }))
  const accepted: Small[] = []
  const check = () => compare(api, accepted)
  for (const [k, { points, now }] of STEPS.entries()) {
    put(api, points)
    accepted.push(...points)
    await retryOnce(() => api.flush({ position: { steps: k + 1 } }), check)
    await retryOnce(() => api.advance(now), check)
  }
  await retryOnce(check)
  await retryOnce(() => api.close())
}

/** Runs the scenario; if a call fails, opens another rollup and continues from its position. */
export async function resumeElsewhere(place: Place): Promise<void> {
  await retryOnce(async () => {
    const api = await open({ store: await place.store() })
    let { steps } = (api.position ?? { steps: 0 }) as { steps: number }
    // The advance after the last step that counts may have failed.
    if (steps > 0) await api.advance(STEPS[steps - 1].now)
    for (; steps < STEPS.length; steps++) {
      put(api, STEPS[steps].points)
      await api.flush({ position: { steps: steps + 1 } })
      await api.advance(STEPS[steps].now)
    }
    await compare(
      api,
      STEPS.flatMap(({ points }) => points),
    )
    await api.close()
  })
}

/** Everything that a store holds after the scenario, except epochs and sequences, which may differ. */
export async function contentOf(store: Store): Promise<unknown> {
  const rows: unknown[] = []
  for (const { every } of LADDER)
    for await (const { tier, series, start, end, bytes } of rowsIn(store, every))
      rows.push([tier, series, start, end, String(bytes)])
  const series: unknown[] = []
  for await (const one of store.series()) series.push(one)
  const { position, marks } = await store.lease('rollup/main')
  return { rows, series, position, marks }
}

function rowsIn(store: Store, tier: string): AsyncIterable<Row> {
  return store.read({ writer: 'rollup/main', tier, from: -8.64e15, to: 8.64e15 })
}

/** Throws if an accepted point does not count once. */
async function compare(api: Rollup<Exact>, accepted: readonly Small[]): Promise<void> {
  const got = JSON.stringify(await rowsOf(api, { from: FROM, to: TO, every: '1m' }))
  const wanted = JSON.stringify(foldedRows(accepted, FROM, TO, 60_000))
  if (got !== wanted) throw new Error(`the minutes are ${got}, and from the points they are ${wanted}`)
}

/** Repeats a call that failed, once: only one operation fails. */
async function retryOnce<T>(attempt: () => Promise<T>, between = async () => {}): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!isInjected(error)) throw error
    if (error instanceof Error && !(error instanceof TidemarkError)) throw new Error('a bare error', { cause: error })
    await between()
    return attempt()
  }
}
