const assert = require('node:assert')
const { count, fixed, resample } = require('tidemark')

const table = resample({ times: [0, 1], values: [5, 7] }, { every: fixed(10), aggregates: { n: count() } })
assert.deepEqual([...table.columns.n], [2])
for (const name of ['node', 'sqlite', 'store', 'testing'])
  assert.notEqual(Object.keys(require(`tidemark/${name}`)).length, 0)
