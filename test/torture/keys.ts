import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { count, fixed, max, session, sliding, sum, type Windower, windowed } from '../../src/index'

const EVENTS = 10_000_000
const KEYS = 1_000_000
/** Five hundred thousand keys that were not forgotten would take ten times as much. */
const SLACK = 8 * 2 ** 20

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/**
 * Ten million events over a million short-lived keys, through streams that may hold few of them at a time; as many rounds
 * as fit into the budget, at least one. Throws if a key or a state is left, or the second half takes more memory than the first.
 */
export async function keys(budgetSeconds: number): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const windows = [fixed('1m'), session({ gap: '30s' }), sliding({ size: '1m', every: '10s' })]
  const told: string[] = []
  for (let round = 0; round === 0 || performance.now() < until; round++) {
    const window = windows[round % windows.length]
    told.push(`${window.name} ${pour(window)}`)
  }
  return `keys: ${told.length} times ${EVENTS} events over ${KEYS} keys, none of them left; ${told.join('; ')}`
}

function pour(window: Windower): string {
  const stream = windowed({
    window,
    aggregates: { n: count(), total: sum(), most: max() },
    time: (event: { at: number; key: string }) => event.at,
    key: event => event.key,
    outOfOrder: '1s',
    maxKeys: 10_000,
    maxOpen: 50_000,
  })
  let counted = 0
  let keys = 0
  /** Bytes in use while each half was poured. */
  const used = [0, 0]
  const event = { at: 0, key: '' }
  const take = (panes: { value: { n: number } }[]) => {
    for (const { value } of panes) counted += value.n
  }
  // A key has ten events within ten seconds; a hundred new keys come a second.
  for (let k = 0; k < EVENTS; k++) {
    event.at = k
    event.key = `key ${Math.floor(k / 10_000) * 1000 + (k % 1000)}`
    take(stream.push(event))
    if (k % 1_000_000 !== 0) continue
    keys = Math.max(keys, stream.stats().keys)
    collect()
    const { heapUsed, external } = process.memoryUsage()
    const half = k < EVENTS / 2 ? 0 : 1
    used[half] = Math.max(used[half], heapUsed + external)
  }
  take(stream.finish())
  const { open, keys: left, accepted } = stream.stats()
  const times = window.kind === 'sliding' ? window.size / window.every : 1
  if (used[1] > used[0] + SLACK) throw new Error(`${used[0]} bytes were in use in the first half, and then ${used[1]}`)
  if (open !== 0 || left !== 0) throw new Error(`${open} states of ${left} keys are left`)
  if (accepted !== EVENTS || counted !== EVENTS * times) throw new Error(`${counted} of ${EVENTS} were counted`)
  return `(at most ${keys} keys at a time, ${Math.round(used[1] / 2 ** 20)} MB in all)`
}
