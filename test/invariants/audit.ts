import type { Asking } from './asking'
import type { World, WriterModel } from './writer-model'

/** At the end of a life: every tier's own rows, by asking for its windows; and no row is left of what was dropped. */
export async function audit(
  world: World,
  writers: readonly WriterModel[],
  writer: WriterModel,
  asking: Asking,
): Promise<void> {
  const { tiers, inner } = world
  for (const [k, { partition, name }] of tiers.entries()) {
    const times = asking
      .pointsFor(writer)
      .flat()
      .map(({ time }) => time)
    if (times.length === 0) continue
    const dropped = Math.max(...writers.map(({ marks }) => marks[k].dropped))
    const from = Math.max(dropped, Math.min(...times))
    const to = Math.max(from + 1, Math.max(...times) + 1)
    if ((to - from) / partition.width < 20_000)
      for (const metric of ['m', 'k'])
        await asking.ask(
          writer,
          { from, to, every: partition, points: undefined, top: undefined, fill: undefined },
          { metric, by: ['a', 'b'] },
        )
    for await (const row of inner.read({ writer: writer.key, tier: name, from: -8.64e15, to: 8.64e15 }))
      if (row.start < writer.marks[k].dropped)
        throw new Error(`a row of ${name} at ${row.start} outlived its drop up to ${writer.marks[k].dropped}`)
  }
}
