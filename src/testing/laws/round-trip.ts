import { createCodec } from '../../codec/codec'
import type { Case } from './aggregate-cases'
import { type Built, type States, sameNumbers } from './aggregate-states'

/** Whether a decoded state is encoded as the same bytes again, also after more is added and merged. @internal */
export function roundTrips(states: States<unknown>, { a, b, run }: Case): boolean {
  const codec = createCodec(states.schema)
  const kept = states.grown(a)
  const bytes = codec.encode(...kept)
  const decoded = states.empty()
  codec.decode(bytes, ...decoded)
  if (!sameNumbers([...bytes], [...codec.encode(...decoded)])) return false
  const goOn = (from: Built) => {
    states.folded(states.added(from, run), run)
    return [...codec.encode(...states.merged(from, states.grown(b)))]
  }
  return sameNumbers(goOn(kept), goOn(decoded))
}
