import type { Neighbor, Neighbors } from '../../src/fill'

export type Verb = 'previous' | 'next' | 'linear' | 'nearest'

/** A known point and how many windows after the first it stands (before it: negative). */
interface Known extends Neighbor {
  readonly at: number
}

/** Each window by itself, by looking through all known points: the definition, and slow. */
export function fillOneByOne(
  verb: Verb,
  times: number[],
  values: number[],
  { before, after }: Neighbors,
  limit = Number.POSITIVE_INFINITY,
  maxGap = Number.POSITIVE_INFINITY,
): number[] {
  const known: Known[] = times.map((time, at) => ({ time, value: values[at], at })).filter(k => !Number.isNaN(k.value))
  if (before) known.unshift({ ...before, at: -before.steps! })
  if (after) known.push({ ...after, at: times.length - 1 + after.steps! })
  return values.map((value, at) => {
    if (!Number.isNaN(value)) return value
    const a = known.findLast(k => k.at < at)
    const b = known.find(k => k.at > at)
    const time = times[at]
    if (verb === 'previous') return a && at - a.at <= limit && time - a.time <= maxGap ? a.value : Number.NaN
    if (verb === 'next') return b && b.at - at <= limit && b.time - time <= maxGap ? b.value : Number.NaN
    if (!a || !b || b.time - a.time > maxGap) return Number.NaN
    const f = (time - a.time) / (b.time - a.time)
    if (verb === 'linear') return at - a.at <= limit ? a.value * (1 - f) + b.value * f : Number.NaN
    const earlier = time - a.time <= b.time - time
    return earlier ? (at - a.at <= limit ? a.value : Number.NaN) : b.at - at <= limit ? b.value : Number.NaN
  })
}
