import type { ErrorCode } from '../error'

/** What became of the points that were offered: offered = accepted + rejected + expired, always. */
export class Counters {
  offered = 0
  accepted = 0
  /** Of the accepted: those whose window was sealed already. */
  late = 0
  /** Of the accepted: those that counted into an overflow series. */
  overflowed = 0
  /** Refused, because they were older than what every tier keeps. */
  expired = 0
  /** Refused for other reasons, by the code of the error. */
  readonly rejected: { [code in ErrorCode]?: number } = {}

  /** Rows that `drain` took out and `absorb` merged in; their points were counted when they were offered. */
  drained = 0
  absorbed = 0

  accept(points: number): void {
    this.offered += points
    this.accepted += points
  }

  refuse(code: ErrorCode, points: number): void {
    this.offered += points
    if (code === 'TIDEMARK_EXPIRED') this.expired += points
    else this.rejected[code] = (this.rejected[code] ?? 0) + points
  }
}
