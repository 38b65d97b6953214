import type { Partition } from '../window/windower'

/** The limits that the tiers set for new points. */
export interface IngestBounds {
  /** Windows of the finest tier that end here or before are sealed. */
  readonly sealed: number
  /** A point before this is older than what every tier keeps. */
  readonly earliest: number
  /** A point after this is later than any window there is. */
  readonly latest: number
  /** The windows of the finest tier. */
  readonly partition: Partition
}

/** The options of ingest, which never change. */
export interface IngestOptions {
  readonly skip: boolean
  readonly maxAhead: number
  readonly clock: () => number
}
