import fc from 'fast-check'
import type { Window, Windower } from '../../src'
import type { Given } from './given'
import type { Shown, Subject } from './subject'

/** Events as they come, and watermarks raised by hand. */
export type Flow = readonly (Given | { readonly advance: number })[]

/** An event in a window that it was in time for. */
interface Pair extends Window, Given {}

const move = fc.constantFrom(0, 0, 1, 1, 2, 3, 5, 13, 70, 100_000)
const ago = fc.oneof(fc.nat(3), fc.nat(12), fc.nat(40))
const value = fc.integer({ min: -5, max: 9 })
const key = fc.constantFrom('a', 'b')

/** Flows over a few windows, with jumps. */
export const flows: fc.Arbitrary<Flow> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ move, ago, key, value }) },
      { weight: 1, arbitrary: fc.record({ move, ahead: fc.integer({ min: -9, max: 9 }) }) },
    ),
    { maxLength: 50, size: 'max' },
  )
  .map(steps => {
    let now = -20
    return steps.map(step => {
      now += step.move
      if ('ahead' in step) return { advance: now + step.ahead }
      return { time: now - step.ago, key: step.key, value: step.value }
    })
  })

/** What a flow let out, and what was accepted of it. */
export function flowed(
  subject: Subject,
  flow: Flow,
  window: Windower,
): { panes: Shown[]; pairs: Pair[]; events: Given[] } {
  const panes: Shown[] = []
  const pairs: Pair[] = []
  const events: Given[] = []
  for (const step of flow) {
    const before = subject.lates.length
    panes.push(...settled('advance' in step ? subject.advance(step.advance) : subject.push(step)))
    if ('advance' in step) continue
    const late = subject.lates[before]?.windows ?? []
    const protos = window.windowsOf(step.time).filter(({ start }) => !late.some(one => one.start === start))
    pairs.push(...protos.map(proto => ({ ...step, ...proto })))
    if (protos.length > 0) events.push(step)
  }
  panes.push(...settled(subject.finish()))
  return { panes, pairs, events }
}

/** The panes of a call that must not be refused. */
export function settled(outcome: readonly Shown[] | string): readonly Shown[] {
  if (typeof outcome === 'string') throw new Error(`is refused: ${outcome}`)
  return outcome
}

/** The window of a key, by name. */
export const placeOf = ({ key, start, end }: Window & { readonly key: string }) => `${key} [${start}, ${end})`

/** The parts of a list by name, in the order of the names. */
export function grouped<T>(list: readonly T[], nameOf: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one])
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}
