import { isObject } from '../check/objects'
import { invalidOption } from '../check/options'
import { userCodeError } from '../check/user-code'
import type { TidemarkError } from '../error'
import type { Filler, Neighbors } from '../fill/filler'
import type { Selection } from './selection'

/** One filler for all columns, or fillers by column. */
export type FillOption<S> = Filler | { readonly [K in keyof S]?: Filler | undefined }

/** The filler of each column, or undefined. Throws TIDEMARK_INVALID_OPTION if a value is not a filler or a name is not a column. */
export function toFillers(fill: FillOption<any> | undefined, selection: Selection): (Filler | undefined)[] {
  const { names } = selection
  if (fill === undefined) return names.map(() => undefined)
  if (isFiller(fill)) return names.map(() => fill)
  if (!isObject(fill)) throw invalidFiller('fill', fill)
  for (const [name, filler] of Object.entries(fill)) {
    selection.indexOf(name, 'fill')
    if (filler !== undefined && !isFiller(filler)) throw invalidFiller(`fill.${name}`, filler)
  }
  return names.map(name => (Object.hasOwn(fill, name) ? (fill as Record<string, Filler>)[name] : undefined))
}

/** Fills a column in place. If a custom filler throws, that is TIDEMARK_INVALID_OPTION with its cause. */
export function fillColumn(filler: Filler, times: Float64Array, values: Float64Array, neighbors: Neighbors): void {
  try {
    filler.fill(times, values, neighbors)
  } catch (error) {
    throw userCodeError(`the filler ${filler.name}`, error)
  }
}

function isFiller(value: unknown): value is Filler {
  return isObject(value) && typeof value.name === 'string' && typeof value.fill === 'function' && isObject(value.needs)
}

function invalidFiller(what: string, got: unknown): TidemarkError {
  return invalidOption(what, 'a filler like zero() or linear()', got)
}
