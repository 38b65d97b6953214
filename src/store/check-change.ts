import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { invalidOption } from '../check/options'
import { TidemarkError } from '../error'
import { isInstant } from '../time/instant'
import { visitInBatches } from '../time/yield'
import type { Commit, Drop, Mark, Row, RowQuery, Series, SeriesQuery } from './store'

/**
 * Checks a change at the door of a store of one's own, before anything of it is applied, a large one part by part; throws
 * TIDEMARK_STORE, naming the part.
 *
 * Whether the lease is still good, the sequence follows and the numbers of series are free is the store's to check, in the
 * same step as it applies the change.
 *
 * @example
 * const lease = { writer: 'main', epoch: 1, sequence: 0, position: null, marks: {} }
 * const drops = [{ tier: '1m', from: 60_000, to: 0 }]
 * const refused = checkCommit({ lease, sequence: 1, series: [], rows: [], drops, marks: {} })
 * await refused.catch(error => error.code)   // => 'TIDEMARK_STORE'
 */
export async function checkCommit(change: Commit): Promise<void> {
  const { lease, sequence, series, rows, drops, marks } = checkCommitParts(change)
  if (!Number.isSafeInteger(sequence) || sequence < 1) refuseCommit('sequence', 'a whole number from 1', sequence)
  await visitInBatches(series, (one, k) => checkSeries(one, lease.writer, k))
  await visitInBatches(rows, (row, k) => checkRow(row, change, k))
  for (let k = 0; k < drops.length; k++) checkDrop(drops[k], k)
  for (const [tier, mark] of Object.entries(marks)) checkMark(mark, tier)
  toJsonText('position', change.position)
  toJsonText('definition', change.definition)
}

/** Checks that a change has its parts, and each what it must have to be looked at. @internal */
export function checkCommitParts(change: Commit): Commit {
  if (!isObject(change)) refuseCommit('a change', 'an object', change)
  const { lease, marks } = change
  if (!isObject(lease) || typeof lease.writer !== 'string') refuseCommit('lease', 'what lease() gave', lease)
  for (const part of ['series', 'rows', 'drops'] as const) {
    const list: readonly unknown[] = change[part]
    if (!Array.isArray(list)) refuseCommit(part, 'a list', list)
    const k = list.findIndex(item => !isObject(item))
    if (k >= 0) refuseCommit(`${part}[${k}]`, 'an object', list[k])
  }
  if (!isObject(marks)) refuseCommit('marks', 'an object of marks by tier', marks)
  for (const [tier, mark] of Object.entries(marks))
    if (!isObject(mark)) refuseCommit(`marks[${inspect(tier)}]`, 'a mark', mark)
  return change
}

/** Checks which rows are asked for; throws TIDEMARK_INVALID_OPTION. @internal */
export function checkRowQuery(ask: RowQuery): void {
  if (!isObject(ask)) throw invalidOption('read', 'given an ask like { writer, tier, from, to }', ask)
  for (const name of ['writer', 'tier'] as const)
    if (typeof ask[name] !== 'string') throw invalidOption(name, 'a string', ask[name])
  if ('keys' in ask) {
    if (!isListOf(ask.keys, isKey))
      throw invalidOption('keys', 'a list of { series, start } in whole numbers', ask.keys)
    return
  }
  const { series, limit, descending } = ask
  for (const name of ['from', 'to'] as const)
    if (typeof ask[name] !== 'number' || Number.isNaN(ask[name])) throw invalidOption(name, 'a number', ask[name])
  if (series !== undefined && !isListOf(series, Number.isInteger))
    throw invalidOption('series', 'a list of whole numbers', series)
  if (limit !== undefined && limit !== Number.POSITIVE_INFINITY && !(Number.isInteger(limit) && limit >= 0))
    throw invalidOption('limit', 'a whole number from 0', limit)
  if (descending !== undefined && typeof descending !== 'boolean')
    throw invalidOption('descending', 'true or false', descending)
}

/** Checks which series are asked for; throws TIDEMARK_INVALID_OPTION. @internal */
export function checkSeriesQuery(ask: SeriesQuery): void {
  if (!isObject(ask)) throw invalidOption('series', 'given an ask like { writer, metric }', ask)
  for (const name of ['writer', 'metric'] as const)
    if (ask[name] !== undefined && typeof ask[name] !== 'string') throw invalidOption(name, 'a string', ask[name])
}

function isListOf(list: unknown, is: (item: unknown) => boolean): boolean {
  if (!Array.isArray(list)) return false
  for (const item of list) if (!is(item)) return false // every() would pass over what is not there
  return true
}

function isKey(key: unknown): boolean {
  const { series, start } = (key ?? {}) as { readonly series?: unknown; readonly start?: unknown }
  return Number.isInteger(series) && Number.isInteger(start)
}

/** A position or a definition as JSON, undefined where none is given; throws TIDEMARK_STORE where JSON cannot say it. @internal */
export function toJsonText(part: 'position' | 'definition', value: unknown): string | undefined {
  if (value === undefined) return undefined
  let text: string | undefined
  let cause: unknown
  try {
    text = JSON.stringify(value)
  } catch (error) {
    cause = error
  }
  return text ?? refuseCommit(part, 'something that JSON can say', value, cause)
}

/** Refuses a change; `where` names the part of it. @internal */
export function refuseCommit(where: string, wanted: string, got: unknown, cause?: unknown): never {
  throw new TidemarkError(
    'TIDEMARK_STORE',
    `commit: ${where} must be ${wanted}, got ${inspect(got)}; nothing of the change was applied`,
    { cause },
  )
}

function checkSeries({ writer, id, metric, tags }: Series, own: string, k: number): void {
  if (writer !== own) refuseCommit(`series[${k}].writer`, `the lease's, ${inspect(own)}`, writer)
  if (!Number.isSafeInteger(id) || id < 0) refuseCommit(`series[${k}].id`, 'a whole number from 0', id)
  if (typeof metric !== 'string') refuseCommit(`series[${k}].metric`, 'a string', metric)
  if (typeof tags !== 'object' || tags === null || !Object.values(tags).every(tag => typeof tag === 'string'))
    refuseCommit(`series[${k}].tags`, 'an object of strings', tags)
}

function checkRow({ tier, series, start, end, writer, sequence, bytes }: Row, change: Commit, k: number): void {
  if (writer !== change.lease.writer)
    refuseCommit(`rows[${k}].writer`, `the lease's, ${inspect(change.lease.writer)}`, writer)
  if (typeof tier !== 'string') refuseCommit(`rows[${k}].tier`, 'a string', tier)
  if (!Number.isSafeInteger(series) || series < 0) refuseCommit(`rows[${k}].series`, 'a whole number from 0', series)
  if (!isInstant(start)) refuseCommit(`rows[${k}].start`, 'whole epoch milliseconds', start)
  if (!isInstant(end) || end <= start)
    refuseCommit(`rows[${k}].end`, `whole epoch milliseconds after start, ${start}`, end)
  if (sequence !== change.sequence) refuseCommit(`rows[${k}].sequence`, `the change's, ${change.sequence}`, sequence)
  if (!(bytes instanceof Uint8Array)) refuseCommit(`rows[${k}].bytes`, 'a Uint8Array', bytes)
}

function checkDrop({ tier, from, to }: Drop, k: number): void {
  if (typeof tier !== 'string') refuseCommit(`drops[${k}].tier`, 'a string', tier)
  if (typeof from !== 'number' || Number.isNaN(from)) refuseCommit(`drops[${k}].from`, 'a number', from)
  if (typeof to !== 'number' || !(to >= from)) refuseCommit(`drops[${k}].to`, `a number from ${from}`, to)
}

function checkMark(mark: Mark, tier: string): void {
  for (const part of ['sealed', 'dropped'] as const)
    if (typeof mark[part] !== 'number' || Number.isNaN(mark[part]))
      refuseCommit(`marks[${inspect(tier)}].${part}`, 'a number', mark[part])
  const { sealing } = mark
  const isKnown = isObject(sealing) && typeof sealing!.to === 'number' && typeof sealing!.series === 'number'
  if (sealing !== undefined && !isKnown)
    refuseCommit(`marks[${inspect(tier)}].sealing`, '{ to, series } in numbers', sealing)
}
