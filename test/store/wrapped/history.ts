import type { Scheduler } from 'fast-check'
import { TidemarkError } from '../../../src'
import type { Commit, Lease, Store } from '../../../src/store/store'

/** What a client does next; `read` looks at the first or the last of the rows that every change writes. */
export type Act = 'lease' | 'commit' | 'again' | 'read first' | 'read last'

/** What a call of the store told, and when: at one moment between `asked` and `answered` it happened. */
export interface Call {
  readonly asked: number
  readonly answered: number
  readonly told:
    | { readonly did: 'lease'; readonly lease: Lease }
    | { readonly did: 'commit'; readonly change: Commit; readonly outcome: string }
    | { readonly did: 'read'; readonly mark: number }
}

/** More than any store writes or reads without letting others run in between. */
const ROWS = 130
const MINUTE = 60_000

/**
 * Clients that all write as one writer and wait for nobody but themselves: what each of their calls told. The stores are
 * connections to one; clients take them in turn.
 */
export async function history(stores: readonly Store[], clients: readonly (readonly Act[])[], scheduler: Scheduler) {
  const calls: Call[] = []
  let now = 0
  let marks = 0
  const call = async <T extends Call['told']>(tell: () => Promise<T>): Promise<T> => {
    const asked = now++
    const told = await tell()
    calls.push({ asked, answered: now++, told })
    return told
  }
  const live = async (acts: readonly Act[], client: number) => {
    const store = stores[client % stores.length]
    const lease = () => call(async () => ({ did: 'lease', lease: await store.lease('main') }))
    const commit = (change: Commit) =>
      call(async () => ({ did: 'commit', change, outcome: await outcomeOf(store.commit(change)) }))
    const read = (row: number) => call(async () => ({ did: 'read', mark: await markOf(store, row * MINUTE) }))
    let { lease: own } = await lease()
    let sequence = own.sequence
    let said: Commit | undefined
    for (const act of acts)
      if (act === 'lease') {
        own = (await lease()).lease
        sequence = own.sequence
      } else if (act === 'commit') {
        said = changeOf(own, sequence + 1, ++marks)
        if ((await commit(said)).outcome === 'done') sequence++
      } else if (act === 'again' && said) await commit(said)
      else await read(act === 'read last' ? ROWS - 1 : 0)
  }
  await scheduler.waitFor(Promise.all(clients.map(live)))
  await scheduler.waitIdle()
  await scheduler.waitFor(live(['read first', 'read last'], 0))
  return calls
}

/** Whether the calls, done one after another in some order that contradicts no clock, tell what they told. */
export function isExplained(calls: readonly Call[]): boolean {
  return explains(
    [...calls].sort((a, b) => a.asked - b.asked),
    { epoch: 0, sequence: 0, mark: 0 },
  )
}

/** What a store is, as far as the calls can tell: `mark` is the number of the last change. */
interface Truth {
  readonly epoch: number
  readonly sequence: number
  readonly mark: number
}

function explains(left: readonly Call[], truth: Truth): boolean {
  if (left.length === 0) return true
  const until = Math.min(...left.map(({ answered }) => answered))
  return left.some((call, c) => {
    if (call.asked > until) return false
    const next = after(call.told, truth)
    return next !== undefined && explains(left.toSpliced(c, 1), next)
  })
}

/** What is true after a call; undefined where it would have told something else. */
function after(told: Call['told'], truth: Truth): Truth | undefined {
  const { epoch, sequence, mark } = truth
  if (told.did === 'read') return told.mark === mark ? truth : undefined
  if (told.did === 'lease') {
    const { lease } = told
    const sealed = lease.marks.m?.sealed ?? 0
    const right = lease.sequence === sequence && (lease.position ?? 0) === mark && sealed === mark
    return right && lease.epoch > epoch ? { ...truth, epoch: lease.epoch } : undefined
  }
  const { change, outcome } = told
  if (change.lease.epoch !== epoch) return outcome === 'TIDEMARK_FENCED' ? truth : undefined
  if (change.sequence > sequence + 1) return outcome === 'TIDEMARK_STORE' ? truth : undefined
  if (outcome !== 'done') return undefined
  return change.sequence <= sequence ? truth : { epoch, sequence: sequence + 1, mark: change.position as number }
}

function changeOf(lease: Lease, sequence: number, mark: number): Commit {
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
