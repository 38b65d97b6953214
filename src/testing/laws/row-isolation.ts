import { type Case, columnsAround, type Growth } from './aggregate-cases'
import { allRowNumbers, type Built, rowNumbers, type States, sameNumbers } from './aggregate-states'

/**
 * Whether add, fold and merge write only the row they are given: neither its neighbors, nor the source of a merge, nor the
 * run of a fold. They must also do there what they do in a frame of one row. @internal
 */
export function isolatesRows(states: States<unknown>, { a, b, c, run }: Case): boolean {
  const { values, times } = columnsAround(run)
  const source = middleOf(states, c, b, a)
  const lent = () => [...allRowNumbers(source[0]), ...values, ...times]
  const before = lent()
  const verbs: ((to: Built) => void)[] = [
    to => states.added(to, run),
    ([frame, row]) => states.aggregate.fold?.(frame.page(row)[0], frame.at(row), values, times, 2, run.length + 2),
    to => states.merged(to, source),
  ]
  return (
    verbs.every(verb => {
      const [frame, row] = middleOf(states, a, b, c)
      const alone = states.merged(states.empty(), states.grown(b))
      const neighbors = () => [...rowNumbers(frame, row - 1), ...rowNumbers(frame, row + 1)]
      const kept = neighbors()
      verb([frame, row])
      verb(alone)
      return sameNumbers(kept, neighbors()) && sameNumbers(rowNumbers(frame, row), rowNumbers(...alone))
    }) && sameNumbers(before, lent())
  )
}

/** A state between two others, in the second of three rows. */
function middleOf(states: States<unknown>, ...three: [Growth, Growth, Growth]): Built {
  const [frame, row] = states.empty()
  frame.append(2)
  three.forEach((growth, k) => {
    frame.merge(row + k, ...states.grown(growth))
  })
  return [frame, row + 1]
}
