import { count, fixed, resample } from 'tidemark'
import { aggregateLaws } from 'tidemark/testing'

test('a program of modules imports the package', () => {
  const table = resample({ times: [0, 1], values: [5, 7] }, { every: fixed(10), aggregates: { n: count() } })
  expect([...table.columns.n]).toEqual([2])
})

for (const law of aggregateLaws(count())) test(law.name, () => law.check({ runs: 5 }))
