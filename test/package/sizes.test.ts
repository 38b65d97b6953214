import { expect, test } from 'vitest'
import { LIMITS, stale, tooLarge, withSizes } from '../../bench/sizes'

const imports = Object.entries(LIMITS).map(([names, bytes]) => ({ names, bytes }))
const install = { download: 400_000, unpacked: 1_700_000 }
const readme = withSizes('# t\n<!-- sizes -->\nold\n<!-- /sizes -->\nrest', imports, install)

test('sizes are written between the markers, and a README that states them is not stale', () => {
  expect(readme).toContain('| `import { TidemarkError }` | `import { count }` |')
  expect(readme).toContain('| 0.5 KB | 3.0 KB |')
  expect(readme).toMatch(/^# t\n<!-- sizes -->\n[\s\S]*\n<!-- \/sizes -->\nrest$/)
  expect(withSizes(readme, imports, install)).toBe(readme)
  expect(stale(readme, imports, install)).toEqual([])
  expect(() => withSizes('# t', imports, install)).toThrow('<!-- sizes -->')
})

test('a stated size that is off, a column that is missing, and a column of nothing are found', () => {
  expect(stale(readme, imports, { ...install, unpacked: 1_900_000 })).toEqual(['unpacked: 1900 KB is not stated'])
  expect(stale(readme.replace('`import { count }`', '`import { sum }`'), imports, install)).toEqual([
    '`import { count }`: 3 KB is not stated',
    '`import { sum }`: is not measured',
  ])
})

test('a size within the tolerance is not stale', () => {
  expect(stale(readme, imports, { ...install, unpacked: 1_750_000 })).toEqual([])
})

test('an import larger than its limit is found', () => {
  expect(tooLarge(imports)).toEqual([])
  const grown = imports.map(({ names, bytes }) => ({ names, bytes: names === 'rollup' ? bytes + 1 : bytes }))
  expect(tooLarge(grown)).toEqual(['an import of rollup weighs 112001 bytes, more than 112000'])
})
