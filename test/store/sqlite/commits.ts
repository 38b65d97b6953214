import type { Commit, Lease, Row } from '../../../src/store/store'

/** The next commit of a lease: rows of tier 'm', a minute each, one per series, whose bytes are the sequence. */
export function commitOf(lease: Lease, rows: number, sequence = lease.sequence + 1): Commit {
  const { writer } = lease
  const row = (series: number): Row => ({
    tier: 'm',
    series,
    start: 0,
    end: 60_000,
    writer,
    sequence,
    bytes: Uint8Array.of(sequence),
  })
  return { lease, sequence, series: [], rows: Array.from({ length: rows }, (_, k) => row(k)), drops: [], marks: {} }
}

/** Waits for one turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
