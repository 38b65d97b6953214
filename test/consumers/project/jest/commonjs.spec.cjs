// Jest takes require() of a module from Node 24.9 on; before, CommonJS imports it.
test('a program of CommonJS imports the package', async () => {
  const { count, fixed, resample } = await import('tidemark')
  const table = resample({ times: [0, 1], values: [5, 7] }, { every: fixed(10), aggregates: { n: count() } })
  expect([...table.columns.n]).toEqual([2])
})
