import fc from 'fast-check'
import type { Window, Windower } from '../../../src'
import type { TestEvent } from './events'
import type { ResultPane, Subject } from './subject'

/** Events and explicit watermarks, in order. */
export type Flow = readonly (TestEvent | { readonly advance: number })[]

/** An event with a window that accepted it. */
interface Pair extends Window, TestEvent {}

const move = fc.constantFrom(0, 0, 1, 1, 2, 3, 5, 13, 70, 100_000)
const ago = fc.oneof(fc.nat(3), fc.nat(12), fc.nat(40))
const value = fc.integer({ min: -5, max: 9 })
const key = fc.constantFrom('a', 'b')

/** Random flows over a few windows, with jumps in time. */
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

/** Runs a flow. Returns its panes, and its accepted events with their windows. */
export function runFlow(
  subject: Subject,
  flow: Flow,
  window: Windower,
): { panes: ResultPane[]; pairs: Pair[]; events: TestEvent[] } {
  const panes: ResultPane[] = []
  const pairs: Pair[] = []
  const events: TestEvent[] = []
  for (const step of flow) {
    const before = subject.lateEvents.length
    panes.push(...panesOf('advance' in step ? subject.advance(step.advance) : subject.push(step)))
    if ('advance' in step) continue
    const late = subject.lateEvents[before]?.windows ?? []
    const protos = window.windowsOf(step.time).filter(({ start }) => !late.some(one => one.start === start))
    pairs.push(...protos.map(proto => ({ ...step, ...proto })))
    if (protos.length > 0) events.push(step)
  }
  panes.push(...panesOf(subject.finish()))
  return { panes, pairs, events }
}

/** The panes of a call; throws if the call was refused. */
export function panesOf(outcome: readonly ResultPane[] | string): readonly ResultPane[] {
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
