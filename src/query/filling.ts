import { show, TidemarkError } from '../error'
import type { Filler } from '../fill/filler'
import type { Selection } from './selection'

/** One filler for every column, or fillers by column. */
export type FillOption<S> = Filler | { readonly [K in keyof S]?: Filler }

/** The filler of each column, or undefined. Throws TIDEMARK_INVALID_OPTION where something is not a filler or not a column. */
export function toFillers(fill: FillOption<any> | undefined, selection: Selection): (Filler | undefined)[] {
  const { names } = selection
  if (fill === undefined) return names.map(() => undefined)
  if (isFiller(fill)) return names.map(() => fill)
  if (typeof fill !== 'object' || fill === null) throw notFiller('fill', fill)
  for (const [name, filler] of Object.entries(fill)) {
    selection.indexOf(name, 'fill')
    if (filler !== undefined && !isFiller(filler)) throw notFiller(`fill.${name}`, filler)
  }
  return names.map(name => (Object.hasOwn(fill, name) ? (fill as Record<string, Filler>)[name] : undefined))
}

function isFiller(value: unknown): value is Filler {
  const filler = value as Filler
  return (
    typeof filler === 'object' &&
    filler !== null &&
    typeof filler.fill === 'function' &&
    typeof filler.looks === 'object'
  )
}

function notFiller(what: string, got: unknown): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `${what} must be a filler like zero() or linear(), got ${show(got)}`,
  )
}
