import { inspect } from '../check/inspect'
import { storeError } from '../check/user-code'
import { TidemarkError } from '../error'
import { writerFenced } from './errors'
import type { Commit, Lease, Marks, Store } from './store'

/** The content of a commit, before it has a lease and a sequence. */
export type CommitContent = Pick<Commit, 'series' | 'rows' | 'drops' | 'marks' | 'position'>

interface PendingCommit {
  readonly commit: Commit
  readonly onApplied: () => void
}

/**
 * One writer's session with a store: its lease, the sequence of its commits, and its marks and position as last committed.
 *
 * A commit whose outcome is unknown is repeated as it is before any other commit.
 */
export class WriterSession {
  readonly #store: Store
  readonly #lease: Lease
  #sequence: number
  #marks: Marks
  #position: unknown
  /** Is part of the next commit. */
  #definition: unknown
  #pending: PendingCommit | undefined
  #fenced: TidemarkError | undefined

  constructor(store: Store, lease: Lease) {
    this.#store = store
    this.#lease = lease
    this.#sequence = lease.sequence
    this.#marks = lease.marks
    this.#position = lease.position ?? null
  }

  get writer(): string {
    return this.#lease.writer
  }

  get marks(): Marks {
    return this.#marks
  }

  get position(): unknown {
    return this.#position
  }

  /** The sequence of the last commit that is known to be applied. */
  get sequence(): number {
    return this.#sequence
  }

  /** The sequence that the next commit will have. */
  get next(): number {
    return this.#sequence + 1
  }

  /** Throws TIDEMARK_FENCED if the writer was leased again: a later epoch was seen, or a commit was rejected. */
  checkEpoch(epoch: number): void {
    if (epoch !== this.#lease.epoch) this.#fenced ??= writerFenced(this.writer)
    if (this.#fenced) throw this.#fenced
  }

  /** Sets the definition of rows and marks from the next commit on. */
  define(definition: unknown, marks: Marks): void {
    this.#definition = definition
    this.#marks = marks
  }

  /** Commits `content`. Calls `onApplied` once the commit is known to be in the store, now or after it was repeated. */
  async commit(content: CommitContent, onApplied: () => void = () => {}): Promise<void> {
    await this.retryPending()
    const commit = { ...content, lease: this.#lease, sequence: this.next, definition: this.#definition }
    this.#pending = { commit, onApplied }
    await this.retryPending()
  }

  /** Repeats the commit whose outcome is unknown, if there is one. Throws TIDEMARK_FENCED if the writer was leased again, else TIDEMARK_STORE. */
  async retryPending(): Promise<void> {
    if (this.#fenced) throw this.#fenced
    const pending = this.#pending
    if (!pending) return
    const { commit, onApplied } = pending
    try {
      await this.#store.commit(commit)
    } catch (error) {
      if (error instanceof TidemarkError && error.code === 'TIDEMARK_FENCED') this.#fenced = error
      throw storeError(
        error,
        `commit ${commit.sequence} of writer ${inspect(this.writer)} failed or its outcome is unknown; the next flush or advance repeats it`,
      )
    }
    this.#pending = undefined
    this.#sequence = commit.sequence
    this.#marks = commit.marks
    this.#definition = undefined
    if (commit.position !== undefined) this.#position = commit.position
    onApplied()
  }
}
