import type { Commit, Lease } from '../../../src/store/store'
import { ForwardingStore } from '../../support/forwarding-store'

/** A store that remembers the last lease and the last commit. */
export class SpyStore extends ForwardingStore {
  #lease: Lease | undefined
  #last: Commit | undefined

  /** Whether another process has leased the writer since. */
  async wasTakenOver(): Promise<boolean> {
    const lease = this.#lease
    for await (const { writer, epoch } of this.inner.writers())
      if (writer === lease?.writer) return epoch !== lease.epoch
    return false
  }

  /** Commits that repeat the last one, as it was and then under each of the following sequences. */
  again(times: number): (() => Promise<void>)[] {
    const last = this.#last
    if (!last) return []
    return Array.from({ length: times }, (_, k) => {
      const sequence = last.sequence + k
      const rows = last.rows.map(row => ({ ...row, sequence }))
      return () => this.inner.commit({ ...last, sequence, rows })
    })
  }

  override async lease(writer: string): Promise<Lease> {
    this.#lease = await super.lease(writer)
    return this.#lease
  }

  override commit(commit: Commit): Promise<void> {
    this.#last = commit
    return super.commit(commit)
  }
}
