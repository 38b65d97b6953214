import { isObject } from '../check/objects'
import { invalidOption } from '../check/options'
import type { RowQuery, SeriesQuery } from './store'

/**
 * Checks the name of a writer, as `lease` receives it.
 *
 * @throws TIDEMARK_INVALID_OPTION if it is not a string
 *
 * @example
 * try { checkWriterName(7) } catch (error) { error.code }   // => 'TIDEMARK_INVALID_OPTION'
 */
export function checkWriterName(writer: unknown): asserts writer is string {
  if (typeof writer !== 'string') throw invalidOption('lease: writer', 'a string', writer)
}

/**
 * Checks which rows `read` is asked for.
 *
 * Call it when `read` is called, not when the result is iterated: then the error points at the caller.
 *
 * @throws TIDEMARK_INVALID_OPTION if a part is missing or has the wrong type
 *
 * @example
 * const query = { writer: 'main', tier: '1m', from: Number.NaN, to: 0 }
 * try { checkRowQuery(query) } catch (error) { error.code }   // => 'TIDEMARK_INVALID_OPTION'
 */
export function checkRowQuery(query: RowQuery): void {
  if (!isObject(query)) throw invalidOption('read', 'given a query like { writer, tier, from, to }', query)
  for (const name of ['writer', 'tier'] as const)
    if (typeof query[name] !== 'string') throw invalidOption(name, 'a string', query[name])
  if ('keys' in query) {
    if (!isListOf(query.keys, isKey))
      throw invalidOption('keys', 'a list of { series, start } in whole numbers', query.keys)
    return
  }
  const { series, limit, descending } = query
  for (const name of ['from', 'to'] as const)
    if (typeof query[name] !== 'number' || Number.isNaN(query[name])) throw invalidOption(name, 'a number', query[name])
  if (series !== undefined && !isListOf(series, Number.isInteger))
    throw invalidOption('series', 'a list of whole numbers', series)
  if (limit !== undefined && limit !== Number.POSITIVE_INFINITY && !(Number.isInteger(limit) && limit >= 0))
    throw invalidOption('limit', 'a whole number from 0', limit)
  if (descending !== undefined && typeof descending !== 'boolean')
    throw invalidOption('descending', 'true or false', descending)
}

/**
 * Checks which series `series` is asked for.
 *
 * @throws TIDEMARK_INVALID_OPTION if a part has the wrong type
 *
 * @example
 * try { checkSeriesQuery({ writer: 7 }) } catch (error) { error.code }   // => 'TIDEMARK_INVALID_OPTION'
 */
export function checkSeriesQuery(query: SeriesQuery): void {
  if (!isObject(query)) throw invalidOption('series', 'given a query like { writer, metric }', query)
  for (const name of ['writer', 'metric'] as const)
    if (query[name] !== undefined && typeof query[name] !== 'string') throw invalidOption(name, 'a string', query[name])
}

function isListOf(list: unknown, is: (item: unknown) => boolean): boolean {
  if (!Array.isArray(list)) return false
  for (const item of list) if (!is(item)) return false // every() would skip holes
  return true
}

function isKey(key: unknown): boolean {
  const { series, start } = (key ?? {}) as { readonly series?: unknown; readonly start?: unknown }
  return Number.isInteger(series) && Number.isInteger(start)
}
