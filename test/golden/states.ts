import { type Fields, identityOf, widthOf } from '../../src/aggregate/aggregate'
import type { Frame } from '../../src/state/frame'
import type { SecondState } from '../codec/second-reader'

/** A row of a frame as lists, by key and field; identities at the end of slots are left out. */
export function stateOf(frame: Frame, row: number): SecondState {
  const state: SecondState = {}
  frame.schema.aggregates.forEach((aggregate, a) => {
    const own: Record<string, number[]> = {}
    for (const [name, field] of Object.entries(aggregate.state as Fields)) {
      const width = widthOf(field)
      const values = [...frame.page(0)[a][name].subarray(row * width, (row + 1) * width)].map(value => value + 0)
      if (typeof field !== 'number') while (values.at(-1) === identityOf(field)) values.pop()
      own[name] = values
    }
    state[frame.schema.names[a]] = own
  })
  return state
}

/** A state, or an object of states, as JSON: numbers that are not finite become text. */
export function spelled(state: unknown): unknown {
  return JSON.parse(
    JSON.stringify(state, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value)),
  )
}
