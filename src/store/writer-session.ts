import { storeError } from '../check/user-code'
import { TidemarkError } from '../error'
import type { Commit, Lease, Marks, Store } from './store'

/** What a commit holds, before it has a sequence. */
export type CommitContent = Pick<Commit, 'series' | 'rows' | 'drops' | 'marks' | 'position'>

interface PendingCommit {
  readonly change: Commit
  readonly applied: () => void
}

/**
 * A writer's account with the store: its lease, the sequence of its commits, its marks and position as last committed.
 * A commit whose outcome is unknown is said again, word for word, before anything else is.
 */
export class WriterSession {
  readonly #store: Store
  readonly #lease: Lease
  #sequence: number
  #marks: Marks
  #position: unknown
  /** Said with the next commit. */
  #definition: unknown
  #unsettled: PendingCommit | undefined
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

  /** Throws TIDEMARK_FENCED where the writer was taken over since: a later epoch, or a commit that was refused. */
  checkEpoch(epoch: number): void {
    if (epoch !== this.#lease.epoch)
      this.#fenced ??= new TidemarkError(
        'TIDEMARK_FENCED',
        `writer ${JSON.stringify(this.writer)} was taken over: epoch ${this.#lease.epoch} is not ${epoch}; open the rollup again to go on as this writer`,
      )
    if (this.#fenced) throw this.#fenced
  }

  /** The sequence of the last commit that is known to be applied. */
  get sequence(): number {
    return this.#sequence
  }

  /** The sequence that the next commit will have. */
  get next(): number {
    return this.#sequence + 1
  }

  /** From the next commit on, rows and marks are of this definition. */
  define(definition: unknown, marks: Marks): void {
    this.#definition = definition
    this.#marks = marks
  }

  /** Commits a step; `applied` is called once it is known to be in the store, now or when it was said again. */
  async commit(step: CommitContent, applied: () => void = () => {}): Promise<void> {
    await this.retryPending()
    this.#unsettled = {
      change: { ...step, lease: this.#lease, sequence: this.next, definition: this.#definition },
      applied,
    }
    await this.retryPending()
  }

  /** Says a commit whose outcome is unknown again. Throws TIDEMARK_FENCED where the writer was taken over, else TIDEMARK_STORE. */
  async retryPending(): Promise<void> {
    if (this.#fenced) throw this.#fenced
    const said = this.#unsettled
    if (!said) return
    try {
      await this.#store.commit(said.change)
    } catch (error) {
      if (error instanceof TidemarkError && error.code === 'TIDEMARK_FENCED') this.#fenced = error
      throw storeError(
        error,
        `commit ${said.change.sequence} of writer ${JSON.stringify(this.writer)} failed or its outcome is unknown; it is kept, and said again by the next flush or advance`,
      )
    }
    this.#unsettled = undefined
    this.#sequence = said.change.sequence
    this.#marks = said.change.marks
    this.#definition = undefined
    if (said.change.position !== undefined) this.#position = said.change.position
    said.applied()
  }
}
