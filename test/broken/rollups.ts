import type { Commit, Marks, RowQuery, Store } from '../../src/store/store'
import { overriding } from '../support/forwarding-store'
import { sameMarks } from '../support/simulation/controlled-store'
import { relisted } from './broken-store'

/** A store that makes every rollup on it wrong in one way: the simulation must notice. */
export interface BrokenRollup {
  readonly wrong: string
  wrap(store: Store): Store
}

const replacing = (wrong: string, replace: (store: Store) => Partial<Store>): BrokenRollup => ({
  wrong,
  wrap: store => overriding(store, replace(store)),
})

/** Changes commits; `change` learns whether a commit holds points or moves marks. */
const committing = (wrong: string, change: (said: Commit, ofPoints: boolean) => Partial<Commit>): BrokenRollup =>
  replacing(wrong, store => {
    let marks: Marks = {}
    return {
      lease: async writer => {
        const lease = await store.lease(writer)
        marks = lease.marks
        return lease
      },
      commit: async said => {
        const ofPoints = sameMarks(marks, said.marks)
        await store.commit({ ...said, ...change(said, ofPoints) })
        marks = said.marks
      },
    }
  })

const ranging = (wrong: string, change: (ask: { from: number; to: number }) => object): BrokenRollup =>
  replacing(wrong, store => ({
    read: ask => store.read('keys' in ask ? ask : ({ ...ask, ...change(ask) } as RowQuery)),
  }))

/** What each of the invariants forbids, once. */
export const brokenRollups: readonly BrokenRollup[] = [
  committing('a commit loses its last row', ({ rows }) => ({ rows: rows.slice(0, -1) })),
  committing('late points do not reach the coarser tiers', ({ rows }, ofPoints) => ({
    rows: ofPoints ? rows.filter(({ tier }) => tier === rows[0].tier) : rows,
  })),
  committing('a seal moves the mark and writes nothing', ({ rows }, ofPoints) => ({ rows: ofPoints ? rows : [] })),
  committing('a drop takes the window after it too', ({ drops }) => ({
    drops: drops.map(({ tier, from, to }) => ({ tier, from, to: to + 1 })),
  })),
  committing('what is dropped stays', () => ({ drops: [] })),
  committing('positions are forgotten', () => ({ position: undefined })),
  committing('points are committed, and their commit moves no position', (_, ofPoints) =>
    ofPoints ? { position: null } : {},
  ),
  ranging('an edge is read by both of the segments that meet there', ({ from, to }) => ({ from, to: to + 1 })),
  ranging('the first window of a segment is left out', ({ from, to }) => ({ from: Math.min(from + 1, to), to })),
  replacing('rows do not tell which commit wrote them, so that what is under way counts twice', store => ({
    read: ask => relisted(store.read(ask), rows => rows.map(row => ({ ...row, sequence: 0 }))),
  })),
  replacing('rows claim to be of a later commit, so that what waits is taken for written', store => ({
    read: ask => relisted(store.read(ask), rows => rows.map(row => ({ ...row, sequence: row.sequence + 1 }))),
  })),
  replacing('a row is read twice', store => ({
    read: ask => relisted(store.read(ask), rows => [...rows, ...rows.slice(-1)]),
  })),
  replacing('only one writer is read', store => ({
    writers: () => relisted(store.writers(), writers => writers.slice(-1)),
  })),
  replacing('a lease begins to count again', store => ({
    lease: async writer => ({ ...(await store.lease(writer)), sequence: 0 }),
  })),
  replacing('a lease forgets the marks', store => ({
    lease: async writer => ({ ...(await store.lease(writer)), marks: {} }),
  })),
]
