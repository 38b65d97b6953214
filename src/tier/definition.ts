import { type Aggregate, type Fields, identityOf, widthOf } from '../aggregate/aggregate'
import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import type { StateSchema } from '../state/schema'
import type { WriterRecord } from '../store/store'
import { parseWindowName } from '../window/parse-name'
import type { Ladder, Tier } from './ladder'

/** What the rows of a writer hold, as the store keeps it beside them. */
export interface Definition {
  /** What is kept under each key: the aggregate's name, its fields and their identities. */
  readonly aggregates: Readonly<Record<string, string>>
  readonly tiers: readonly StoredTier[]
}

/** A tier of a definition, which come from fine to coarse. */
export interface StoredTier {
  readonly name: string
  /** Where it begins, for one that was added to a writer that had rows: it holds nothing before. */
  readonly since?: number | undefined
}

/** The definition of rows of these aggregates in these tiers. */
export function storedDefinition({ names, aggregates }: StateSchema, ladder: Ladder): Definition {
  return {
    aggregates: Object.fromEntries(names.map((name, a) => [name, signatureOf(aggregates[a])])),
    tiers: ladder.map(({ name, since }) => (since === undefined ? { name } : { name, since })),
  }
}

/** The definition of a writer: the one that the store keeps or, where there is none yet, the tiers of its marks. */
export function keptBy({ writer, marks, definition }: WriterRecord): Definition {
  if (definition === null || definition === undefined)
    return { aggregates: {}, tiers: Object.keys(marks).map(name => ({ name })) }
  if (isDefinition(definition)) return definition
  throw new TidemarkError(
    'TIDEMARK_STORE',
    `the store's definition of ${writer} is none that is known here, ${inspect(definition)}: update tidemark to open it`,
  )
}

/** Throws TIDEMARK_MISMATCH where a key stands for another aggregate than it does here; what one of both has not is no contradiction. */
export function checkAggregates(writer: string, { aggregates }: Definition, schema: StateSchema): void {
  const differ = schema.names.flatMap((key, a) => {
    const here = signatureOf(schema.aggregates[a])
    const kept = Object.hasOwn(aggregates, key) ? aggregates[key] : here
    return kept === here ? [] : [`${inspect(key)} is kept as ${kept} and would be ${here}`]
  })
  if (differ.length > 0)
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `${writer} keeps other aggregates: ${differ.join('; ')}. Give what has changed another key, so that both can be kept`,
    )
}

/**
 * The tiers of another writer, to be read with these aggregates; ours, where it has none yet. Throws TIDEMARK_MISMATCH where
 * its aggregates contradict them, or its windows are somebody's own and none of ours.
 */
export function readableTiers(
  other: WriterRecord,
  { schema, ladder }: { readonly schema: StateSchema; readonly ladder: Ladder },
): Ladder {
  const { writer } = other
  const kept = keptBy(other)
  checkAggregates(writer, kept, schema)
  if (kept.tiers.length === 0) return ladder
  return kept.tiers.map(({ name, since }): Tier => {
    const partition = ladder.find(tier => tier.name === name)?.partition ?? parseWindowName(name)
    if (partition) return { name, partition, keep: Number.POSITIVE_INFINITY, since }
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `${writer} keeps a tier of windows ${inspect(name)}, which none of the tiers here has, and no fixed or calendar windows: open it with that tier`,
    )
  })
}

function isDefinition(value: unknown): value is Definition {
  const { aggregates, tiers } = value as Definition
  return (
    typeof aggregates === 'object' &&
    aggregates !== null &&
    Array.isArray(tiers) &&
    tiers.every(tier => typeof tier?.name === 'string' && ['number', 'undefined'].includes(typeof tier.since))
  )
}

const signatures = new WeakMap<Aggregate, string>()

/** All that tells an aggregate's states from others, for people: `max { value: -Infinity }`. */
function signatureOf(aggregate: Aggregate): string {
  const text = signatures.get(aggregate) ?? describe(aggregate)
  signatures.set(aggregate, text)
  return text
}

function describe({ name, state }: Aggregate): string {
  const fields = Object.entries(state as Fields).map(([field, start]) => {
    const identity = identityOf(start)
    if (typeof start === 'number') return `${field}: ${identity}`
    return `${field}: slots(${widthOf(start)}${identity === 0 ? '' : `, ${identity}`})`
  })
  return `${name} { ${fields.join(', ')} }`
}
