import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { TidemarkError } from '../error'
import type { Duration } from '../time/duration'
import { makeFixed } from './fixed'
import type { Partition, Windower } from './windower'

/** Returns a windower, or fixed windows for a Duration; `what` names it in errors. Checks the form of a custom windower. */
export function toWindower(value: Duration | Windower, what: string): Windower {
  if (!isObject(value) || !('kind' in value || 'windowsOf' in value))
    return makeFixed(value as Duration, what, { calendar: true })
  const missing = missingOf(value)
  if (missing === undefined) return value as unknown as Windower
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `${what} ${inspect(value)}: a windower needs ${missing}. Use fixed, sliding, session or calendar, or implement the whole contract`,
  )
}

/** Returns windows that partition time, as tiers and grids need; refuses sliding windows and sessions. */
export function toPartition(value: Duration | Windower, what: string): Partition {
  const windower = toWindower(value, what)
  if (windower.kind === 'partition') return windower
  const why =
    windower.kind === 'sliding'
      ? 'sliding windows overlap, so a time would count more than once'
      : 'sessions start and end where the data does'
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `${what} ${windower.name}: ${why}. Use a duration, fixed or calendar, whose windows partition time`,
  )
}

type UnknownObject = Readonly<Record<string, unknown>>

/** Returns in words the part of the windower contract that a value lacks; undefined if it has all of it. */
function missingOf(value: UnknownObject): string | undefined {
  if (typeof value.name !== 'string' || value.name === '') return 'a name, a string that is not empty'
  if (typeof value.windowsOf !== 'function') return 'a function windowsOf(time)'
  if (value.kind === 'session') return positive(value.gap) ? undefined : 'a gap, milliseconds above 0'
  if (value.kind === 'partition') return missingOfPartition(value)
  if (value.kind !== 'sliding') return "a kind: 'partition', 'sliding' or 'session'"
  if (!positive(value.size)) return 'a size, milliseconds above 0'
  if (!positive(value.every) || (value.every as number) > (value.size as number))
    return 'an every, milliseconds above 0 and at most its size'
  if (!Number.isInteger(value.offset)) return 'an offset, whole milliseconds'
  if (!isObject(value.panes) || value.panes.kind !== 'partition') return "panes of kind 'partition'"
  const missing = missingOf(value.panes)
  return missing && `panes with ${missing}`
}

function missingOfPartition(value: UnknownObject): string | undefined {
  for (const verb of ['startOf', 'endOf']) if (typeof value[verb] !== 'function') return `a function ${verb}(time)`
  return positive(value.width) ? undefined : 'a width, that of its widest window, milliseconds above 0'
}

function positive(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0
}
