// The parts of the rivals that the questions use, so that types are checked if bench/node_modules is not installed.

declare module 'tdigest' {
  interface TDigest {
    push_centroid(centroids: readonly { mean: number; n: number }[]): void
    toArray(): { mean: number; n: number }[]
  }
}

declare module '@datadog/sketches-js' {
  export class DDSketch {
    constructor(options?: { relativeAccuracy?: number })
    accept(value: number): void
    merge(other: DDSketch): void
    getValueAtQuantile(q: number): number
    toProto(): Uint8Array
  }
}

declare module 'hdr-histogram-js' {
  export interface Histogram {
    recordValue(value: number): void
    add(other: Histogram): void
    getValueAtPercentile(percentile: number): number
  }
  export function build(options: {
    bitBucketSize?: 8 | 16 | 32 | 64 | 'packed'
    numberOfSignificantValueDigits?: number
    highestTrackableValue?: number
  }): Histogram
}

declare module 'prom-client' {
  type Labels = Readonly<Record<string, string>>
  export class Registry {}
  export class Histogram {
    constructor(options: { name: string; help: string; labelNames: readonly string[]; registers: readonly Registry[] })
    labels(labels: Labels): { observe(value: number): void }
    observe(labels: Labels, value: number): void
    get(): Promise<{ values: { labels: Labels; value: number; metricName: string }[] }>
  }
}

declare module '@opentelemetry/sdk-metrics' {
  type Attributes = Readonly<Record<string, string>>
  interface Recorded {
    attributes: Attributes
    value: { count: number; sum: number }
  }
  export abstract class MetricReader {
    constructor(options?: { cardinalitySelector?: () => number })
    collect(): Promise<{ resourceMetrics: { scopeMetrics: { metrics: { dataPoints: Recorded[] }[] }[] } }>
    protected abstract onShutdown(): Promise<void>
    protected abstract onForceFlush(): Promise<void>
  }
  export class MeterProvider {
    constructor(options: { readers: MetricReader[] })
    getMeter(name: string): {
      createHistogram(name: string): { record(value: number, attributes: Attributes): void }
    }
  }
}

declare module 'arquero' {
  export interface ColumnTable {
    groupby(keys: Readonly<Record<string, unknown>>): ColumnTable
    rollup(values: Readonly<Record<string, unknown>>): ColumnTable
    array(name: string): ArrayLike<number>
  }
  export function table(columns: Readonly<Record<string, ArrayLike<number>>>): ColumnTable
  function escaped<T>(f: (row: T) => number): unknown

  export { escaped as escape }
  export const op: {
    count(): unknown
    sum(column: string): unknown
    min(column: string): unknown
    max(column: string): unknown
  }
}
