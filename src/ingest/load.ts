import { inspect } from '../check/inspect'
import { invalidOption, rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { columnLength } from '../point/columns'
import type { Tags } from '../series/series-key'
import { rowsWithin } from '../state/frame'
import type { StateSchema } from '../state/schema'
import { checkSignal, untilAborted } from '../time/abortable'
import { WorkBudget, yieldToEventLoop } from '../time/yield'
import type { Head } from './head'
import type { Ingest, Point } from './ingest'

const POINTS_PER_BATCH = 65_536
const MAX_NUMBERS_IN_HEAD = 8_388_608

/** Points of one series, in columns. */
export interface PointColumns {
  readonly metric: string
  readonly tags?: Tags | undefined
  /** Epoch milliseconds, in any order. */
  readonly times: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** What `load` takes: points one by one, or columns. */
export type LoadSource = Iterable<Point | PointColumns> | AsyncIterable<Point | PointColumns>

/** Options of `load`. */
export interface LoadOptions {
  /** Ends the load with the signal's reason; what was added stays. */
  readonly signal?: AbortSignal | undefined
  /** Called after each batch with how many points were offered so far. */
  readonly onProgress?: ((progress: { readonly points: number }) => void) | undefined
}

/** What `load` returns: how many points were offered. */
export interface LoadResult {
  readonly points: number
}

/** The receiver of loaded points. */
export interface LoadTarget {
  readonly ingest: Ingest
  readonly head: Head
  readonly schema: StateSchema
  readonly maxPending: number
  flush(): Promise<void>
}

/** Takes a whole source, batch by batch: commits when enough rows have gathered, so that memory does not grow with the source. */
export async function load(target: LoadTarget, source: LoadSource, options: LoadOptions = {}): Promise<LoadResult> {
  checkSource(source)
  const { signal, onProgress } = toOptions(options)
  const { ingest, head } = target
  const maxRows = Math.max(1, Math.min(target.maxPending, rowsWithin(MAX_NUMBERS_IN_HEAD, target.schema)))
  const batch = Math.min(POINTS_PER_BATCH, maxRows)
  const budget = new WorkBudget(batch)
  let points = 0
  const spent = async (count: number) => {
    points += count
    if (!budget.spent(count)) return
    if (head.countRows() >= maxRows) await target.flush()
    else await yieldToEventLoop()
    onProgress?.({ points })
    signal?.throwIfAborted()
  }
  const where = () => `point ${points} of the source`
  signal?.throwIfAborted()
  for await (const item of untilAborted(source, signal)) {
    if (!isColumns(item)) {
      while (head.freeRows < 1) await target.flush()
      ingest.add(item, where)
      await spent(1)
      continue
    }
    const { metric, tags, times, values } = item
    const length = columnLength(times, values)
    const handle = ingest.handleFor(length, metric, tags)
    if (!handle) await spent(length)
    for (let from = 0; handle && from < length; from += batch) {
      const to = Math.min(from + batch, length)
      while (head.freeRows < to - from) await target.flush()
      handle.addPart(part(times, length, from, to), part(values, length, from, to), from)
      await spent(to - from)
    }
  }
  await target.flush()
  onProgress?.({ points })
  return { points }
}

function isColumns(item: Point | PointColumns): item is PointColumns {
  return typeof item === 'object' && item !== null && 'times' in item
}

function part(column: ArrayLike<number>, length: number, from: number, to: number): ArrayLike<number> {
  if (from === 0 && to === length) return column
  return column instanceof Float64Array ? column.subarray(from, to) : Array.prototype.slice.call(column, from, to)
}

/** Checks options before anything happens. */
function toOptions(options: LoadOptions): LoadOptions {
  rejectUnknownOptions('load', options, { signal: true, onProgress: true })
  const { signal, onProgress } = options
  checkSignal(signal)
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw invalidOption('onProgress', 'a function', onProgress)
  return { signal, onProgress }
}

function checkSource(source: LoadSource): void {
  if (typeof source === 'object' && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source))
    return
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `load takes an iterable or async iterable of points, got ${inspect(source)}`,
  )
}
