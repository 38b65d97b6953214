import type { Duration } from '../../time/duration'

/** How a SQLite store behaves. */
export interface SqliteStoreOptions {
  /** How long a step waits while another connection writes; default 5s. Others run meanwhile, except where the store is opened. */
  readonly busyTimeout?: Duration | undefined
  /**
   * `full`, the default: a commit is on the disk when it resolves, and a power cut loses nothing. `normal`: a power cut
   * may take the last commits, positions with them; the file stays whole, and kill -9 loses nothing either way.
   */
  readonly synchronous?: 'full' | 'normal' | undefined
}
