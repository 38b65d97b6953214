import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { TidemarkError } from '../error'
import { isInstant } from '../time/instant'
import { visitInBatches } from '../time/yield'
import type { Commit, Drop, Mark, Row, Series } from './store'

/** The position and the definition of a commit as JSON text; undefined if the commit leaves it out and the last one stays. */
export interface CommitJson {
  readonly position: string | undefined
  readonly definition: string | undefined
}

/**
 * Checks every part of a commit that can be checked without the store, and returns its position and definition as JSON.
 *
 * A large commit is checked in batches, and other work runs in between. `applyCommit` calls it for you; call it yourself
 * if your store decides on the server whether a commit applies.
 *
 * @throws TIDEMARK_STORE if a part is invalid; the message names the part
 *
 * @example
 * const lease = { writer: 'main', epoch: 1, sequence: 0, position: null, marks: {} }
 * const commit = { lease, sequence: 1, series: [], rows: [], drops: [], marks: {}, position: { offset: 7 } }
 * await checkCommit(commit)   // => { position: '{"offset":7}', definition: undefined }
 * const drops = [{ tier: '1m', from: 60_000, to: 0 }]
 * await checkCommit({ ...commit, drops }).catch(error => error.code)   // => 'TIDEMARK_STORE'
 */
export async function checkCommit(commit: Commit): Promise<CommitJson> {
  return checkValues(checkCommitParts(commit))
}

/** Checks the values of a commit that has all its parts, and returns its JSON. @internal */
export async function checkValues(commit: Commit): Promise<CommitJson> {
  const { lease, sequence, series, rows, drops, marks } = commit
  if (!Number.isSafeInteger(sequence) || sequence < 1) refuseCommit('sequence', 'a whole number from 1', sequence)
  const ids = new Set<number>()
  await visitInBatches(series, (one, k) => {
    checkSeries(one, lease.writer, k)
    if (ids.has(one.id)) refuseSeriesId(one.id, k)
    ids.add(one.id)
  })
  await visitInBatches(rows, (row, k) => checkRow(row, commit, k))
  for (let k = 0; k < drops.length; k++) checkDrop(drops[k], k)
  for (const [tier, mark] of Object.entries(marks)) checkMark(mark, tier)
  return {
    position: jsonOf('position', commit.position),
    definition: jsonOf('definition', commit.definition),
  }
}

/** Checks that a commit has all its parts, so that they can be looked at; returns it. @internal */
export function checkCommitParts(commit: Commit): Commit {
  if (!isObject(commit)) refuseCommit('a commit', 'an object', commit)
  const { lease, marks } = commit
  if (!isObject(lease) || typeof lease.writer !== 'string') refuseCommit('lease', 'what lease() returned', lease)
  for (const part of ['series', 'rows', 'drops'] as const) {
    const list: readonly unknown[] = commit[part]
    if (!Array.isArray(list)) refuseCommit(part, 'a list', list)
    const k = list.findIndex(item => !isObject(item))
    if (k >= 0) refuseCommit(`${part}[${k}]`, 'an object', list[k])
  }
  if (!isObject(marks)) refuseCommit('marks', 'an object of marks by tier', marks)
  for (const [tier, mark] of Object.entries(marks))
    if (!isObject(mark)) refuseCommit(`marks[${inspect(tier)}]`, 'a mark', mark)
  return commit
}

/** Throws TIDEMARK_STORE because of one part of a commit. @internal */
export function refuseCommit(part: string, wanted: string, got: unknown, cause?: unknown): never {
  throw new TidemarkError(
    'TIDEMARK_STORE',
    `commit: ${part} must be ${wanted}, got ${inspect(got)}. Nothing of the commit was applied.`,
    { cause },
  )
}

/** Throws TIDEMARK_STORE because another series has the id of a new one. @internal */
export function refuseSeriesId(id: number, k: number): never {
  return refuseCommit(`series[${k}].id`, 'an id that no other series has', id)
}

function jsonOf(part: keyof CommitJson, value: unknown): string | undefined {
  if (value === undefined) return undefined
  let text: string | undefined
  let cause: unknown
  try {
    text = JSON.stringify(value)
  } catch (error) {
    cause = error
  }
  return text ?? refuseCommit(part, 'a value that JSON can hold', value, cause)
}

function checkSeries({ writer, id, metric, tags }: Series, own: string, k: number): void {
  if (writer !== own) refuseCommit(`series[${k}].writer`, `the writer of the lease, ${inspect(own)}`, writer)
  if (!Number.isSafeInteger(id) || id < 0) refuseCommit(`series[${k}].id`, 'a whole number from 0', id)
  if (typeof metric !== 'string') refuseCommit(`series[${k}].metric`, 'a string', metric)
  if (typeof tags !== 'object' || tags === null || !Object.values(tags).every(tag => typeof tag === 'string'))
    refuseCommit(`series[${k}].tags`, 'an object of strings', tags)
}

function checkRow({ tier, series, start, end, writer, sequence, bytes }: Row, commit: Commit, k: number): void {
  if (writer !== commit.lease.writer)
    refuseCommit(`rows[${k}].writer`, `the writer of the lease, ${inspect(commit.lease.writer)}`, writer)
  if (typeof tier !== 'string') refuseCommit(`rows[${k}].tier`, 'a string', tier)
  if (!Number.isSafeInteger(series) || series < 0) refuseCommit(`rows[${k}].series`, 'a whole number from 0', series)
  if (!isInstant(start)) refuseCommit(`rows[${k}].start`, 'whole epoch milliseconds', start)
  if (!isInstant(end) || end <= start)
    refuseCommit(`rows[${k}].end`, `whole epoch milliseconds after start, ${start}`, end)
  if (sequence !== commit.sequence)
    refuseCommit(`rows[${k}].sequence`, `that of the commit, ${commit.sequence}`, sequence)
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
