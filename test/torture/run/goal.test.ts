import { afterEach, describe, expect, test, vi } from 'vitest'
import { askedOf, goalOf } from './goal'

afterEach(() => vi.unstubAllEnvs())

describe('a torture', () => {
  test('is done when its time is up', () => {
    expect(goalOf('kill', 60).isReached(1e9)).toBe(false)
    expect(goalOf('kill', 0).isReached(1)).toBe(true)
  })

  test('continues until it has reached its minimum', () => {
    const { isReached } = goalOf('kill', 0, 300)
    expect([0, 299, 300].map(isReached)).toEqual([false, false, true])
  })

  test.each([
    ['kill', 'KILLS', '5000', 5_000],
    ['decode', 'FORGED', '1e6', 1_000_000],
    ['soak', 'SOAK_EVENTS', '1e9', 1_000_000_000],
  ])('%s does as many as %s=%s asks for, whatever its time and minimum', (name, variable, text, figure) => {
    vi.stubEnv(variable, text)
    for (const goal of [goalOf(name, 0, 2 * figure), goalOf(name, 3600)]) {
      expect(goal.asked).toBe(figure)
      expect([figure - 1, figure].map(goal.isReached)).toEqual([false, true])
    }
    expect(askedOf('zones')).toBeUndefined()
  })

  test.each(['many', '0', '-5', '1.5', 'Infinity'])('refuses to do KILLS=%s', text => {
    vi.stubEnv('KILLS', text)
    expect(() => askedOf('kill')).toThrow(
      `KILLS takes a positive whole number, as in KILLS=5000 or KILLS=1e6, got ${text}`,
    )
  })
})
