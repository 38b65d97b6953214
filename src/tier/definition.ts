import { type Aggregate, type Fields, identityOf, widthOf } from '../aggregate/aggregate'
import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import type { StateSchema } from '../state/schema'
import type { WriterRecord } from '../store/store'
import { parseWindowName } from '../window/parse-name'
import type { Ladder, Tier } from './ladder'

/** What the rows of a writer hold. The store keeps it with the writer. */
export interface Definition {
  /** The aggregate of each key, as text: its name, its fields and their identities. */
  readonly aggregates: Readonly<Record<string, string>>
  readonly tiers: readonly StoredTier[]
}

/** A tier of a definition. Tiers are listed from fine to coarse. */
export interface StoredTier {
  readonly name: string
  /** The time at which it begins, if it was added to a writer that had rows: it holds nothing before. */
  readonly since?: number | undefined
}

/** The definition of a writer with these aggregates and tiers, as it is stored. */
export function storedDefinition({ names, aggregates }: StateSchema, ladder: Ladder): Definition {
  return {
    aggregates: Object.fromEntries(names.map((name, a) => [name, signatureOf(aggregates[a])])),
    tiers: ladder.map(({ name, since }) => (since === undefined ? { name } : { name, since })),
  }
}

/** The definition of a writer: the stored one or, if there is none yet, the tiers of its marks. */
export function definitionOf({ writer, marks, definition }: WriterRecord): Definition {
  if (definition === null || definition === undefined)
    return { aggregates: {}, tiers: Object.keys(marks).map(name => ({ name })) }
  if (isDefinition(definition)) return definition
  throw new TidemarkError(
    'TIDEMARK_STORE',
    `the store's definition of ${writer} cannot be read, ${inspect(definition)}: update tidemark to open it`,
  )
}

/** Throws TIDEMARK_MISMATCH if a key names a different aggregate here. A key that only one side has is allowed. */
export function checkAggregates(writer: string, { aggregates }: Definition, schema: StateSchema): void {
  const differ = schema.names.flatMap((key, a) => {
    const here = signatureOf(schema.aggregates[a])
    const kept = Object.hasOwn(aggregates, key) ? aggregates[key] : here
    return kept === here ? [] : [`${inspect(key)} is kept as ${kept} and would be ${here}`]
  })
  if (differ.length > 0)
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `${writer} keeps other aggregates: ${differ.join('; ')}. Give the changed aggregate another key, so that both can be kept`,
    )
}

/**
 * The tiers of another writer, to be read with the aggregates of this one; ours if it has none yet.
 *
 * @throws TIDEMARK_MISMATCH if its aggregates contradict ours, or if a tier has custom windows that none of ours has
 */
export function readableTiers(
  other: WriterRecord,
  { schema, ladder }: { readonly schema: StateSchema; readonly ladder: Ladder },
): Ladder {
  const { writer } = other
  const definition = definitionOf(other)
  checkAggregates(writer, definition, schema)
  if (definition.tiers.length === 0) return ladder
  return definition.tiers.map(({ name, since }): Tier => {
    const partition = ladder.find(tier => tier.name === name)?.partition ?? parseWindowName(name)
    if (partition) return { name, partition, keep: Number.POSITIVE_INFINITY, since }
    throw new TidemarkError(
      'TIDEMARK_MISMATCH',
      `${writer} has a tier of custom windows ${inspect(name)}, which no tier here has: open it with that tier`,
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

/** What distinguishes the states of an aggregate from those of others, as text: `max { value: -Infinity }`. */
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
