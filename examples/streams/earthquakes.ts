// A week of earthquakes, replayed in a second: every six hours the number of the last day, by place, and the strongest.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { count, max, type Pane, sliding, topPanes, windowed } from 'tidemark'

type Quake = { readonly time: number; readonly mag: number; readonly place: string }

// The week before 7 February 2018 from the US Geological Survey, the newest first, without quarry blasts.
const library = createRequire(import.meta.url).resolve('vega-datasets')
const file = library.replace(/build[\\/]index\.js$/, 'data/earthquakes.json')
const { features } = JSON.parse(readFileSync(file, 'utf8'))
const quakes: Quake[] = features.map((one: any) => one.properties).filter((one: any) => one.type === 'earthquake')

// Newest first is an order that no stream has: `outOfOrder` would have to be a week, and no window would close before the
// end. In order of time, nothing is late.
quakes.sort((a, b) => a.time - b.time)

const SPEED = 600_000
async function* replay() {
  const start = performance.now()
  for (const quake of quakes) {
    const wait = start + (quake.time - quakes[0].time) / SPEED - performance.now()
    if (wait > 0) await sleep(wait)
    yield quake
  }
}

const lastDay = windowed({
  window: sliding({ size: '1d', every: '6h' }),
  aggregates: { quakes: count(), greatest: max() },
  time: (quake: Quake) => quake.time,
  value: quake => quake.mag,
  key: quake => quake.place.split(', ').at(-1)!.replace(/^CA$/, 'California'),
})

function print(window: Pane<{ quakes: number; greatest: number }>[]): void {
  const all = window.reduce((sum, { value }) => sum + value.quakes, 0)
  const most = topPanes(window, { n: 3, by: 'quakes' }).map(({ key, value }) => `${key} ${value.quakes}`)
  const [{ key, end, value }] = topPanes(window, { n: 1, by: 'greatest' })
  const upTo = new Date(end).toISOString().slice(5, 16).replace('T', ' ')
  console.log(`${upTo}  ${String(all).padStart(6)}   ${most.join(', ').padEnd(39)}${value.greatest.toFixed(1)} ${key}`)
}

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
console.log('day up to    quakes   most of them in                        strongest')
const window: Pane<{ quakes: number; greatest: number }>[] = []
try {
  for await (const pane of lastDay.run(replay(), { signal: stop.signal })) {
    if (window.length > 0 && pane.end !== window[0].end) print(window.splice(0))
    window.push(pane)
  }
  print(window)
} catch (error) {
  if (!stop.signal.aborted) throw error
  console.log(`stopped; ${lastDay.stats().events} of ${quakes.length} were replayed`)
}
