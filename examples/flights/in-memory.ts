import { SingleBar } from 'cli-progress'
import { memoryStore } from 'tidemark'
import { load, openDelays } from './load'
import { writePage } from './page'
import { wallTime } from './print'
import { countFlights, type Flights, readFlights } from './read'
import { reportAirports, reportComparison, reportDays, reportNights, reportRanges, reportStore } from './report'

/** Rolls the flights up in memory, prints the answers, and writes the page. */
export async function reportFlights(): Promise<void> {
  const begun = performance.now()
  const elapsed = () => (performance.now() - begun) / 1000
  const people = (n: number) => Math.round(n).toLocaleString('en-US')

  const clock = { now: Date.parse('2001-01-01T00:00Z') }
  const store = memoryStore()
  const delays = await openDelays(clock, store)

  // Kept only for question 5, which is answered once without the tiers.
  const raw: Flights[] = []
  async function* reading() {
    for await (const flights of readFlights()) {
      raw.push(flights)
      yield flights
    }
  }

  const bar = new SingleBar({ format: '{bar} {percentage}%   {day}   {rate} points a second' })
  bar.start(await countFlights(), 0, { day: '', rate: 0 })
  const points = await load(delays, clock, reading(), (done, now) =>
    bar.update(done, { day: wallTime(now).slice(0, 10), rate: people(done / elapsed()) }),
  )
  bar.stop()
  console.log(
    `${people(points)} flights read and rolled up in ${elapsed().toFixed(1)} s, ${people(points / elapsed())} a second`,
  )

  const { all, eagle } = await reportDays(delays)
  const worst = await reportAirports(delays)
  const hours = await reportNights(delays, clock.now)
  await reportRanges(delays)
  await reportComparison(delays, raw)
  reportStore(delays, store, raw)

  const page = writePage(
    [
      { title: 'All airports, by day', starts: all.starts, ...all.groups[0].columns },
      { title: 'Eagle, Colorado (EGE), by day', starts: eagle.starts, ...eagle.groups[0].columns },
      { title: 'All airports, by hour', starts: hours.starts, ...hours.groups[0].columns },
    ],
    worst,
    String(all.plan),
  )
  await delays.close()

  const memory = process.resourceUsage().maxRSS / 1024
  console.log(`\nThe page: ${page}\nIn all ${elapsed().toFixed(1)} s and ${people(memory)} MB of memory`)
}
