import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What is held after so many points, when all garbage is gone. */
export type Look = readonly [points: number, bytes: number]

/** Looks at what is held now. */
export function lookAfter(points: number): Look {
  collect()
  collect() // buffers that the first one freed are swept meanwhile, and counted as free by the second one
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return [points, heapUsed + arrayBuffers]
}

/** How fast memory grows, in bytes a million points, and how fast it may. */
export interface Growth {
  readonly slope: number
  readonly most: number
}

/** Fewer looks than these tell no slope. */
export const LEAST_LOOKS = 20
/** What may be gained while the second half is poured, however long that is: so the slope that may be falls with the length. */
const MOST_GAINED = 2 ** 19

/**
 * The slope of the second half, by least squares, as the first one warms up; undefined if there are too few looks. Throws
 * where memory grows faster than it may.
 */
export function growthOf(looks: readonly Look[]): Growth | undefined {
  if (looks.length < LEAST_LOOKS) return undefined
  const warm = looks.slice(looks.length >> 1)
  const mean = (of: 0 | 1) => warm.reduce((sum, look) => sum + look[of], 0) / warm.length
  const [meanX, meanY] = [mean(0), mean(1)]
  const across = warm.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const along = warm.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const millions = (warm[warm.length - 1][0] - warm[0][0]) / 1e6
  const [slope, most] = [(1e6 * across) / along, MOST_GAINED / millions]
  if (slope > most)
    throw new Error(
      `memory grows by ${Math.round(slope)} bytes a million points, at most ${Math.round(most)}: ${looks}`,
    )
  return { slope, most }
}
