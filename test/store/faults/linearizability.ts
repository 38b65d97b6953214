import type { Scheduler } from 'fast-check'
import { TidemarkError } from '../../../src'
import type { Commit, Lease, Store } from '../../../src/store/store'

/** What a client does next; a read looks at the first or the last of the rows that every commit writes. */
export type ClientStep = 'lease' | 'commit' | 'again' | 'read first' | 'read last'

/** A call of the store, and its result. It took effect at one moment between `called` and `returned`. */
export interface Call {
  readonly called: number
  readonly returned: number
  readonly result:
    | { readonly kind: 'lease'; readonly lease: Lease }
    | { readonly kind: 'commit'; readonly commit: Commit; readonly outcome: string }
    | { readonly kind: 'read'; readonly mark: number }
}

/** More than any store writes or reads without yielding in between. */
const ROWS = 130
const MINUTE = 60_000

/**
 * Runs clients that all use one writer, and returns all their calls. Each client waits for its own calls alone. The stores
 * are connections to the same data; clients take them in turn.
 */
export async function recordCalls(
  stores: readonly Store[],
  clients: readonly (readonly ClientStep[])[],
  scheduler: Scheduler,
) {
  const calls: Call[] = []
  let now = 0
  let marks = 0
  const call = async <T extends Call['result']>(make: () => Promise<T>): Promise<T> => {
    const called = now++
    const result = await make()
    calls.push({ called, returned: now++, result })
    return result
  }
  const runClient = async (steps: readonly ClientStep[], client: number) => {
    const store = stores[client % stores.length]
    const lease = () => call(async () => ({ kind: 'lease', lease: await store.lease('main') }))
    const commit = (commit: Commit) =>
      call(async () => ({ kind: 'commit', commit, outcome: await outcomeOf(store.commit(commit)) }))
    const read = (row: number) => call(async () => ({ kind: 'read', mark: await markOf(store, row * MINUTE) }))
    let { lease: own } = await lease()
    let sequence = own.sequence
    let latest: Commit | undefined
    for (const step of steps)
      if (step === 'lease') {
        own = (await lease()).lease
        sequence = own.sequence
      } else if (step === 'commit') {
        latest = commitOf(own, sequence + 1, ++marks)
        if ((await commit(latest)).outcome === 'done') sequence++
      } else if (step === 'again' && latest) await commit(latest)
      else await read(step === 'read last' ? ROWS - 1 : 0)
  }
  await scheduler.waitFor(Promise.all(clients.map(runClient)))
  await scheduler.waitIdle()
  await scheduler.waitFor(runClient(['read first', 'read last'], 0))
  return calls
}

/**
 * Whether the calls, made one after another in some order that agrees with their times, would have had these results.
 *
 * (Herlihy and Wing, "Linearizability", 1990; the search is that of Wing and Gong, 1993.)
 */
export function isLinearizable(calls: readonly Call[]): boolean {
  return hasOrder(
    [...calls].sort((a, b) => a.called - b.called),
    { epoch: 0, sequence: 0, mark: 0 },
  )
}

/** The state of a store, as far as calls can show it: `mark` is the number of the last commit. */
interface StoreState {
  readonly epoch: number
  readonly sequence: number
  readonly mark: number
}

function hasOrder(left: readonly Call[], state: StoreState): boolean {
  if (left.length === 0) return true
  const until = Math.min(...left.map(({ returned }) => returned))
  return left.some((call, c) => {
    if (call.called > until) return false
    const next = after(call.result, state)
    return next !== undefined && hasOrder(left.toSpliced(c, 1), next)
  })
}

/** The state after a call; undefined if the call would have had another result. */
function after(result: Call['result'], state: StoreState): StoreState | undefined {
  const { epoch, sequence, mark } = state
  if (result.kind === 'read') return result.mark === mark ? state : undefined
  if (result.kind === 'lease') {
    const { lease } = result
    const sealed = lease.marks.m?.sealed ?? 0
    const agrees = lease.sequence === sequence && (lease.position ?? 0) === mark && sealed === mark
    return agrees && lease.epoch > epoch ? { ...state, epoch: lease.epoch } : undefined
  }
  const { commit, outcome } = result
  if (commit.lease.epoch !== epoch) return outcome === 'TIDEMARK_FENCED' ? state : undefined
  if (commit.sequence > sequence + 1) return outcome === 'TIDEMARK_STORE' ? state : undefined
  if (outcome !== 'done') return undefined
  return commit.sequence <= sequence ? state : { epoch, sequence: sequence + 1, mark: commit.position as number }
}

function commitOf(lease: Lease, sequence: number, mark: number): Commit {
  const bytes = Uint8Array.of(mark)
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const start = row * MINUTE
    return { tier: 'm', series: 0, start, end: start + MINUTE, writer: lease.writer, sequence, bytes }
  })
  return { lease, sequence, series: [], rows, drops: [], marks: { m: { sealed: mark, dropped: 0 } }, position: mark }
}

async function outcomeOf(commit: Promise<void>): Promise<string> {
  try {
    await commit
    return 'done'
  } catch (error) {
    return error instanceof TidemarkError ? error.code : String(error)
  }
}

async function markOf(store: Store, start: number): Promise<number> {
  for await (const { bytes } of store.read({ writer: 'main', tier: 'm', keys: [{ series: 0, start }] })) return bytes[0]
  return 0
}
