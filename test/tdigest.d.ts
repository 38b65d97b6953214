/** What the tests use of npm tdigest 0.1.3, which comes without types. */
declare module 'tdigest' {
  export class TDigest {
    constructor(delta?: number)
    push(x: number): void
    size(): number
    percentile(q: number): number
  }
}
