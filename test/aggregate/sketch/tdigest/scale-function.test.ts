import { expect, test } from 'vitest'
import { exactSizeLimit, sizeLimit } from '../../../../src/aggregate/sketch/tdigest/scale-function'

test('size limits by table are within 1.5 % of (q (1 - q))^(3/4), from end to end', () => {
  let worst = 0
  for (let k = 1; k < 100_000; k++) {
    const q = (k / 100_000) ** 2
    for (const at of [q, 1 - q]) worst = Math.max(worst, Math.abs(sizeLimit(at, 2) / (2 * exactSizeLimit(at)) - 1))
  }
  expect(worst).toBeLessThan(0.015)
})

test('size limits are 0 at both ends, so the extremes stay alone', () => {
  expect([sizeLimit(0, 1), sizeLimit(1, 1)]).toEqual([0, 0])
})

test('the exact size limit is the power 3/4 of q (1 - q)', () => {
  expect([exactSizeLimit(0.5), exactSizeLimit(1e-8)]).toEqual([
    expect.closeTo(0.25 ** 0.75, 12),
    expect.closeTo(1e-6, 12),
  ])
})
