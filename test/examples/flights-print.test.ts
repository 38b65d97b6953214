import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { distanceToRank } from '../../examples/flights/compare'
import { writePage } from '../../examples/flights/page'
import { bandChart, table } from '../../examples/flights/print'

const _ = Number.NaN
const days = (n: number) => Float64Array.from({ length: n }, (_x, p) => Date.UTC(2001, 0, 30 + p))

describe('the band chart', () => {
  test('draws a column from p50 up to p95 for each window, and leaves a blank where there is no value', () => {
    const chart = bandChart(days(4), Float64Array.of(0, _, 2, 3), Float64Array.of(3, _, 2, 3), { height: 4 })
    expect(chart.split('\n')).toEqual(['     3 ┤┬  ─', '     2 ┤│ ─', '     1 ┤│', '     0 ┤┴', '          └ 2001-02'])
  })

  test('reaches below zero where values do', () => {
    const chart = bandChart(days(1), Float64Array.of(-2), Float64Array.of(2), { height: 3 })
    expect(chart.split('\n').slice(0, 3)).toEqual(['     2 ┤┬', '     0 ┤│', '    -2 ┤┴'])
  })

  test('ends in an arrow where a value is above the most that it shows', () => {
    const chart = bandChart(days(2), Float64Array.of(1, 1), Float64Array.of(2, 999), { height: 3, most: 2 })
    expect(chart.split('\n').slice(0, 3)).toEqual(['     2 ┤┬▲', '     1 ┤┴┴', '     0 ┤'])
  })

  test('of nothing but gaps is blank', () => {
    expect(bandChart(days(2), Float64Array.of(_, _), Float64Array.of(_, _), { height: 3 })).not.toMatch(/[┬│┴─]/)
  })
})

test('a table shows what is null as a dash, and numbers flush right', () => {
  const rows = [
    { airport: 'ORD', flights: 166_341, p95: 80.25 },
    { airport: 'ACY', flights: 1, p95: null },
  ]
  expect(table(rows).split('\n')).toEqual([
    '  airport   flights    p95',
    '  ORD       166,341   80.3',
    '  ACY             1      -',
  ])
})

test('the distance of a quantile from its rank is 0 where its rank covers q', () => {
  const sorted = [1, 2, 2, 2, 10]
  expect(distanceToRank(sorted, 0.5, 2)).toBe(0)
  expect(distanceToRank(sorted, 0.5, 1)).toBeCloseTo(0.3, 12)
  expect(distanceToRank(sorted, 0.5, 3)).toBeCloseTo(0.3, 12)
  expect(distanceToRank([], 0.5, _)).toBe(0)
  expect(distanceToRank([], 0.5, 1)).toBe(1)
})

describe('the page', () => {
  const band = { title: 'A & </script>', starts: days(3), p50: Float64Array.of(1, _, 3), p95: Float64Array.of(2, _, 4) }
  const file = writePage([band], [{ origin: '<b>', flights: 5, p95: 12 }], '1h  a < b', 'test.html')
  const html = readFileSync(file, 'utf8')

  test('needs nothing from elsewhere', () => {
    expect(html).not.toMatch(/(?:src|href)=|@import|url\(/)
    expect(html.length).toBeGreaterThan(50_000)
  })

  test('carries gaps as null, and its text as text', () => {
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)![1]
    expect(JSON.parse(data).bands).toEqual([
      { title: 'A & </script>', x: [980812800, 980899200, 980985600], p50: [1, null, 3], p95: [2, null, 4] },
    ])
    expect(html).toContain('&lt;b>')
    expect(html).toContain('a &lt; b')
  })

  test('draws each band with uPlot when it is opened', () => {
    const drawn: { options: { title: string }; data: unknown[] }[] = []
    const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, code]) => code)
    const data = /id="data">(.*?)<\/script>/.exec(html)![1]
    expect(scripts).toHaveLength(2)
    expect(() => new Script(scripts[0])).not.toThrow()
    class uPlot {
      constructor(options: { title: string }, columns: unknown[]) {
        drawn.push({ options, data: columns })
      }
    }
    new Script(scripts[1]).runInNewContext({
      uPlot,
      innerWidth: 800,
      addEventListener: () => {},
      document: { getElementById: () => ({ textContent: data }) },
    })
    expect(drawn.map(({ options, data: columns }) => [options.title, columns.length])).toEqual([['A & </script>', 3]])
  })
})
