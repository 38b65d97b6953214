import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** A band over time: NaN is a gap. */
export interface Band {
  readonly title: string
  readonly starts: Float64Array
  readonly p50: Float64Array
  readonly p95: Float64Array
}

/** An airport and the delay that one flight in twenty exceeds, in minutes. */
export interface Airport {
  readonly origin: string
  readonly flights: number
  readonly p95: number
}

const SCRIPT = `
const { bands } = JSON.parse(document.getElementById('data').textContent)
for (const { title, x, p50, p95 } of bands) {
  const size = () => ({ width: Math.min(1200, innerWidth - 48), height: 280 })
  const minutes = (plot, value) => value == null ? '-' : value.toFixed(1) + ' min'
  const chart = new uPlot({
    ...size(), title, tzDate: time => uPlot.tzDate(new Date(time * 1000), 'UTC'),
    series: [
      { value: '{YYYY}-{MM}-{DD} {HH}:{mm}' },
      { label: 'p95', stroke: '#b3412e', width: 1.5, value: minutes },
      { label: 'p50', stroke: '#1f5f8b', width: 1.5, value: minutes },
    ],
    bands: [{ series: [1, 2], fill: 'rgba(31, 95, 139, 0.15)' }],
    axes: [{}, { label: 'minutes' }],
  }, [x, p95, p50], document.getElementById('bands'))
  addEventListener('resize', () => chart.setSize(size()))
}`

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 24px; color: #222; max-width: 1200px }
td { padding: 2px 12px 2px 0; font-variant-numeric: tabular-nums } td.bar { width: 60% }
td.bar div { background: #b3412e; color: #fff; padding: 0 6px; box-sizing: border-box; white-space: nowrap }
pre { background: #f4f4f2; padding: 12px; overflow-x: auto }`

/** Writes one page that needs no other file, and returns its path. */
export function writePage(
  bands: readonly Band[],
  airports: readonly Airport[],
  plan: string,
  name = 'flights.html',
): string {
  const inlined = (file: string) => readFileSync(createRequire(import.meta.url).resolve(`uplot/dist/${file}`), 'utf8')
  const data = bands.map(({ title, starts, p50, p95 }) => ({
    title,
    x: Array.from(starts, time => time / 1000),
    p50: orNull(p50),
    p95: orNull(p95),
  }))
  const worst = Math.max(...airports.map(({ p95 }) => p95))
  const bars = airports.map(
    ({ origin, flights, p95 }) =>
      `<tr><td>${escaped(origin)}</td><td>${flights.toLocaleString('en-US')} flights</td>` +
      `<td class="bar"><div style="width: ${((100 * p95) / worst).toFixed(1)}%">${p95.toFixed(1)} min</div></td></tr>`,
  )
  const html = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Delays of three million flights</title>
<style>${inlined('uPlot.min.css')}${STYLE}</style>
<h1>Delays of three million flights, 2001</h1>
<p>Half of the flights left within p50 of their time, all but one in twenty within p95. A gap is a time without flights.</p>
<div id="bands"></div>
<h2>The worst airports by p95</h2>
<table>${bars.join('\n')}</table>
<h2>How the first chart was answered</h2>
<pre>${escaped(plan)}</pre>
<script type="application/json" id="data">${JSON.stringify({ bands: data }).replaceAll('<', '\\u003c')}</script>
<script>${inlined('uPlot.iife.min.js')}</script>
<script>${SCRIPT}</script>
</html>
`
  const folder = new URL('./out/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const file = fileURLToPath(new URL(name, folder))
  writeFileSync(file, html)
  return file
}

function orNull(column: Float64Array): (number | null)[] {
  return Array.from(column, x => (Number.isNaN(x) ? null : x))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
