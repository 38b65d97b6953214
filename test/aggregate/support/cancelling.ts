import fc from 'fast-check'

/** Terms that cancel to any degree: each comes with its negative, but for a few small ones. */
export const cancelling: fc.Arbitrary<number[]> = fc
  .record({
    large: fc.array(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), { minLength: 1, maxLength: 40, size: 'max' }),
    small: fc.array(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), { minLength: 1, maxLength: 9 }),
    gap: fc.integer({ min: 0, max: 30 }),
    scale: fc.integer({ min: -900, max: 900 }),
    order: fc.array(fc.nat(), { minLength: 90, maxLength: 90 }),
  })
  .map(({ large, small, gap, scale, order }) =>
    [...large, ...large.map(x => -x), ...small.map(x => x / 2 ** gap)]
      .map((x, p): [number, number] => [(x / 3) * 2 ** scale + 0, order[p]])
      .sort((one, other) => one[1] - other[1])
      .map(([x]) => x),
  )

/** Numbers of 53 random bits and both signs, the same each time. */
export function noise(n: number): number[] {
  let state = 42
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: n }, () => (next() + next() / 2 ** 32 - 0.5) * 1000)
}
