import type { SimulationContext, WriterModel } from '../models/writer-model'
import type { QueryChecker } from './query-checker'

/** Ends a simulation: compares every tier's own rows by querying its windows, and checks that no dropped row is left. */
export async function audit(
  context: SimulationContext,
  writers: readonly WriterModel[],
  writer: WriterModel,
  queries: QueryChecker,
): Promise<void> {
  const { tiers, inner } = context
  for (const [k, { partition, name }] of tiers.entries()) {
    const times = queries
      .pointsFor(writer)
      .flat()
      .map(({ time }) => time)
    if (times.length === 0) continue
    const dropped = Math.max(...writers.map(({ marks }) => marks[k].dropped))
    const from = Math.max(dropped, Math.min(...times))
    const to = Math.max(from + 1, Math.max(...times) + 1)
    if ((to - from) / partition.width < 20_000)
      for (const metric of ['m', 'k'])
        await queries.check(
          writer,
          { from, to, every: partition, maxWindows: undefined, top: undefined, fill: undefined },
          { metric, by: ['a', 'b'] },
        )
    for await (const row of inner.read({ writer: writer.key, tier: name, from: -8.64e15, to: 8.64e15 }))
      if (row.start < writer.marks[k].dropped)
        throw new Error(
          `a row of ${name} at ${row.start} is still there after the drop up to ${writer.marks[k].dropped}`,
        )
  }
}
