import type { Rollup } from '../../../src'
import { TidemarkError } from '../../../src'
import type { Row, Store } from '../../../src/store/store'
import { type Exact, foldedRows, LADDER, open, put, rowsOf, type Small } from '../../invariants/small'

/** What a source brings at once, and how far time has come when it is in. */
interface Step {
  readonly points: readonly Small[]
  readonly now: number
}

const at = (...times: number[]): Small[] =>
  times.map((time, k) => ({ time, value: ((Math.floor(time / 500) + k) % 7) - 3 }))

/** Windows fill, are sealed and dropped in every tier, and points come on time, late and too late for the finer tiers. */
export const TALE: readonly Step[] = [
  { points: at(-500, 500, 1500, 1500, 12_000), now: 16_000 },
  { points: at(700, 9999, 15_500, 33_000), now: 75_000 },
  { points: at(600, 40_000, 74_000, 74_500), now: 76_000 },
]

const FROM = -60_000
const TO = 120_000

/** The library's own error, of which the cause is that an operation was made to fail. */
export function isInjected(error: unknown): boolean {
  return error instanceof Error && (/^operation \d+ fails/.test(error.message) || isInjected(error.cause))
}

/** Where rollups are opened: again and again, on what the last one has left. */
export interface Place {
  /** Opens the store; after a failure, as somebody who comes after it. */
  store(): Store | Promise<Store>
}

/** Tells the tale, and where a call fails, makes it again on the same rollup. */
export async function retold(place: Place): Promise<void> {
  const api = await insisting(async () => open({ store: await place.store() }))
  const told: Small[] = []
  const check = () => compare(api, told)
  for (const [k, { points, now }] of TALE.entries()) {
    put(api, points)
    told.push(...points)
    await insisting(() => api.flush({ position: { steps: k + 1 } }), check)
    await insisting(() => api.advance(now), check)
  }
  await insisting(check)
  await insisting(() => api.close())
}

/** Tells the tale, and where a call fails, opens another rollup and goes on from its position. */
export async function resumed(place: Place): Promise<void> {
  await insisting(async () => {
    const api = await open({ store: await place.store() })
    let { steps } = (api.position ?? { steps: 0 }) as { steps: number }
    // The advance after the last step that counts may have failed.
    if (steps > 0) await api.advance(TALE[steps - 1].now)
    for (; steps < TALE.length; steps++) {
      put(api, TALE[steps].points)
      await api.flush({ position: { steps: steps + 1 } })
      await api.advance(TALE[steps].now)
    }
    await compare(
      api,
      TALE.flatMap(({ points }) => points),
    )
    await api.close()
  })
}

/** All that a store holds of the tale, for comparison: but for epochs and sequences, which may differ. */
export async function outcome(store: Store): Promise<unknown> {
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

/** Throws where a point that was accepted does not count once. */
async function compare(api: Rollup<Exact>, told: readonly Small[]): Promise<void> {
  const got = JSON.stringify(await rowsOf(api, { from: FROM, to: TO, every: '1m' }))
  const wanted = JSON.stringify(foldedRows(told, FROM, TO, 60_000))
  if (got !== wanted) throw new Error(`the minutes are ${got}, and from the points they are ${wanted}`)
}

/** Makes a call again that failed, once: only one operation fails. */
async function insisting<T>(attempt: () => Promise<T>, between = async () => {}): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!isInjected(error)) throw error
    if (error instanceof Error && !(error instanceof TidemarkError)) throw new Error('a bare error', { cause: error })
    await between()
    return attempt()
  }
}
