import { type CommitJson, checkCommitParts, checkValues, refuseCommit, refuseSeriesId } from './check-commit'
import { writerFenced, writerUnleased } from './errors'
import type { Commit } from './store'

/** What decides whether a commit applies: the epoch of the writer's last lease, and the sequence of its last commit. */
export interface WriterProgress {
  readonly epoch: number
  /** 0 before the first commit. */
  readonly sequence: number
}

/**
 * What a store does for one commit. Everything may be synchronous or return a promise.
 *
 * `W` is the store's own record of a writer: an object in memory, or a row of a table.
 */
export interface CommitSteps<W extends WriterProgress = WriterProgress> {
  /** Returns the record of the writer, or undefined if it was never leased. */
  findWriter(name: string): W | undefined | Promise<W | undefined>
  /** Returns the `ids` that are already taken by series of the writer. */
  takenIds(writer: W, ids: readonly number[]): readonly number[] | Promise<readonly number[]>
  /**
   * Writes the whole commit: series, rows, then drops; marks; sequence; and position and definition unless they are
   * undefined in `json`. Every check has passed.
   */
  write(writer: W, commit: Commit, json: CommitJson): void | Promise<void>
}

/**
 * Decides whether a commit applies, from what the store knows about its writer.
 *
 * Returns `'apply'`, or `'applied'` if the sequence was already applied and nothing is left to do. Compares the epoch
 * first: a writer that lost its lease must never believe that a commit of the new owner was its own.
 *
 * A store that decides on the server, in one statement or script that writes only if epoch and sequence match, calls this
 * with what it found when nothing was written. `'apply'` then means that the record has changed since: try again.
 *
 * @throws TIDEMARK_FENCED if the writer was leased again since, or never
 * @throws TIDEMARK_STORE if a sequence is skipped
 *
 * @example
 * const lease = { writer: 'api/main', epoch: 2, sequence: 4, position: null, marks: {} }
 * const commit = { lease, sequence: 5, series: [], rows: [], drops: [], marks: {} }
 * decideCommit(commit, { epoch: 2, sequence: 4 })   // => 'apply'
 * decideCommit(commit, { epoch: 2, sequence: 5 })   // => 'applied'
 * try { decideCommit(commit, { epoch: 3, sequence: 5 }) } catch (error) { error.code }   // => 'TIDEMARK_FENCED'
 */
export function decideCommit(commit: Commit, writer: WriterProgress | undefined): 'apply' | 'applied' {
  const { lease, sequence } = commit
  if (writer === undefined) throw writerUnleased(lease.writer)
  if (writer.epoch !== lease.epoch) throw writerFenced(lease.writer)
  if (typeof sequence === 'number' && sequence <= writer.sequence) return 'applied'
  if (sequence !== writer.sequence + 1)
    refuseCommit('sequence', `one more than the last, ${writer.sequence}, or one that was applied`, sequence)
  return 'apply'
}

/**
 * The commit protocol: everything that a store owes its writers around applying a commit.
 *
 * 1. Reject the commit if the writer was leased again since. A process that was believed dead cannot write.
 * 2. Return if the sequence was already applied. So a commit whose outcome is unknown can be repeated.
 * 3. Reject the commit if it skips a sequence, if a part is invalid, or if it takes the id of another series.
 * 4. Write it. Nothing was changed before this step, and nothing is left to refuse.
 *
 * While it runs, no other commit or lease of the same writer may run. Call it within a transaction that has locked
 * the writer's record, or under a `Mutex` if the store is local to the process. After a crash, all of a commit or nothing
 * of it is there. Readers may see rows of a commit before it resolves, but each row is whole.
 *
 * @throws TIDEMARK_FENCED if the writer was leased again since, or never
 * @throws TIDEMARK_STORE if a sequence is skipped, or a part is invalid
 *
 * @example
 * const writer = { epoch: 1, sequence: 0, position: 'null' }
 * const steps = {
 *   findWriter: () => writer,
 *   takenIds: () => [],
 *   write: (writer, { sequence }, { position }) => void Object.assign(writer, { sequence, position }),
 * }
 * const lease = { writer: 'api/main', epoch: 1, sequence: 0, position: null, marks: {} }
 * await applyCommit({ lease, sequence: 1, series: [], rows: [], drops: [], marks: {}, position: 7 }, steps)
 * writer   // => { epoch: 1, sequence: 1, position: '7' }
 */
export async function applyCommit<W extends WriterProgress>(commit: Commit, steps: CommitSteps<W>): Promise<void> {
  const { lease, series } = checkCommitParts(commit)
  const writer = await steps.findWriter(lease.writer)
  if (decideCommit(commit, writer) === 'applied') return
  const json = await checkValues(commit)
  if (series.length > 0) {
    const ids = series.map(({ id }) => id)
    const [taken] = await steps.takenIds(writer!, ids)
    if (taken !== undefined) refuseSeriesId(taken, ids.indexOf(taken))
  }
  await steps.write(writer!, commit, json)
}
