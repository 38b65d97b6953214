import fc from 'fast-check'
import Database from 'libsql'
import { memoryStore, type Store } from '../../../src/index'
import { checkCommit } from '../../../src/store'
import { sqliteStore } from '../../../src/store/sqlite/index'
import { type FuzzTarget, plainTarget } from './fuzz-target'
import { anything, mutated, mutatedList } from './values'

const MINUTE = 60_000

const lease = { writer: 'w', epoch: 1, sequence: 0, position: null, marks: {} }
const series = { writer: 'w', id: 0, metric: 'm', tags: { a: 'x' } }
const row = { tier: '1m', series: 0, start: 0, end: MINUTE, writer: 'w', sequence: 1, bytes: new Uint8Array(9) }
const change = { lease, sequence: 1, series: [series], rows: [row], drops: [], marks: {}, position: 1 }
const mark = { sealed: 0, dropped: 0, sealing: { to: 1, series: 0 } }
const marks = fc.oneof(
  mutated({ '1m': mark }),
  mutated(mark).map(one => ({ '1m': one })),
  mutated(mark.sealing).map(sealing => ({ '1m': { ...mark, sealing } })),
)

/** Stores, as those who use them without a rollup do. */
export const storeTargets: readonly FuzzTarget[] = [
  plainTarget('checkCommit', [mutated(change)], ([all]) => checkCommit(all)),
  ...targets('memoryStore', () => ({ store: memoryStore(), close() {} })),
  ...targets('sqliteStore', () => {
    const handle = new Database(':memory:')
    return { store: sqliteStore(handle as any), close: () => handle.close() }
  }),
]

/** What a store is asked by those who use it without a rollup. */
function targets(name: string, make: () => { store: Store; close(): void }): FuzzTarget[] {
  const read = (store: Store, [ask]: readonly any[]) => store.read(ask)
  const with1 = (
    values: readonly fc.Arbitrary<unknown>[],
    what: string,
    call: (store: Store, values: readonly any[]) => unknown,
  ): FuzzTarget => ({
    name: `${name}().${what}`,
    values,
    async open() {
      const { store, close } = make()
      const taken = await store.lease('v')
      await store.commit({
        ...change,
        lease: taken,
        series: [{ ...series, writer: 'v' }],
        rows: [{ ...row, writer: 'v' }],
      })
      await store.lease('w')
      return {
        call: given => call(store, given),
        async state() {
          const all: unknown[] = []
          for await (const one of store.series()) all.push(one)
          for await (const one of store.read({ writer: 'w', tier: '1m', from: 0, to: 1 })) all.push(one)
          for await (const one of store.read({ writer: 'v', tier: '1m', from: 0, to: 1 })) all.push(one)
          for await (const { marks } of store.writers()) all.push(marks)
          return all
        },
        close,
      }
    },
  })
  return [
    with1([anything], 'lease', (store, [writer]) => store.lease(writer)),
    with1(
      [mutated({ writer: 'v', tier: '1m', from: 0, to: 1, series: [0], limit: 1, descending: true })],
      'read',
      read,
    ),
    with1([mutatedList(mutated({ series: 0, start: 0 }))], 'read by keys', (store, [keys]) =>
      read(store, [{ writer: 'v', tier: '1m', keys }]),
    ),
    with1([mutated({ writer: 'w', metric: 'm' })], 'series', (store, [ask]) => store.series(ask)),
    with1([mutated(change)], 'commit', (store, [all]) => store.commit(all)),
    with1([mutated(lease)], 'commit under lease', (store, [held]) => store.commit({ ...change, lease: held })),
    with1([mutated(series), mutated(row)], 'commit of parts', (store, [s, r]) =>
      store.commit({ ...change, series: [s], rows: [r] }),
    ),
    with1(
      [mutated({ tier: '1m', from: 0, to: 1 }), marks, anything],
      'commit of drops, marks and position',
      (store, [drop, all, position]) => store.commit({ ...change, drops: [drop], marks: all, position }),
    ),
  ]
}
