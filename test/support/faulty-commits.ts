import type { Commit, Row, Store } from '../../src/store/store'
import { overriding } from './forwarding-store'

/** How a commit fails: it is not applied, or it is applied and its answer is lost. */
export type CommitFault = 'refused' | 'lost' | undefined

/** A store whose commits fail as `faultOf` says, and the commits that it received, failed ones too. */
export function withCommitFaults<S extends Store>(inner: S, faultOf: (commit: Commit, n: number) => CommitFault) {
  const received: Commit[] = []
  const store = overriding(inner, {
    async commit(commit) {
      received.push(commit)
      const fault = faultOf(commit, received.length)
      if (fault === 'refused') throw new Error('the disk is full')
      await inner.commit(commit)
      if (fault === 'lost') throw new Error('the connection is lost')
    },
  })
  return { store, received }
}

/** A store whose rows are altered on the way out. */
export function withAlteredRows<S extends Store>(inner: S, alter: (row: Row) => Row): S {
  return overriding(inner, {
    async *read(query) {
      for await (const row of inner.read(query)) yield alter(row)
    },
  })
}
