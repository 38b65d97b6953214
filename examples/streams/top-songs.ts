// The top songs of the last ten seconds, every second, though plays arrive up to five seconds late.
import { count, sliding, topPanes, windowed } from 'tidemark'

interface Play {
  readonly song: string
  readonly at: number
}

const SECOND = 1_000
const noon = Date.parse('2026-03-02T12:00Z')
const songs = ['High Water', 'Undertow', 'Neap', 'Spring Tide', 'Moonrise', 'Ebb', 'Driftwood', 'Breakers']

/** A minute of plays in order of arrival; from 12:00:30 on the last song is a hit. */
function arrivals(): Play[] {
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  const plays = Array.from({ length: 6_000 }, (_, k) => {
    const at = noon + k * 10
    const hit = at >= noon + 30 * SECOND && random() < 0.3
    // Phones report a play within two seconds, except one in a hundred.
    const delay = random() < 0.01 ? 5 * SECOND * random() : 2 * SECOND * random()
    return { song: songs[hit ? 7 : Math.floor(8 * random() * random())], at, arrivesAt: at + delay }
  })
  return plays.sort((a, b) => a.arrivesAt - b.arrivesAt)
}

const missed = new Map<number, number>()
const chart = windowed({
  window: sliding({ size: '10s', every: '1s' }),
  aggregates: { plays: count() },
  time: (play: Play) => play.at,
  key: play => play.song,
  outOfOrder: '2s',
  onLate: ({ windows }) => {
    for (const { end } of windows) missed.set(end, (missed.get(end) ?? 0) + 1)
  },
})

// A step closes whole windows: the panes hold every song of each.
const clock = (time: number) => new Date(time).toISOString().slice(11, 19)
const print = (panes: ReturnType<typeof chart.push>) => {
  for (const { key, value, end } of topPanes(panes, { n: 3, by: 'plays' }))
    if ((end - noon) % (10 * SECOND) === 0)
      console.log(`${clock(end)}  ${key.padEnd(12)}${String(value.plays).padStart(5)}`)
}
for (const play of arrivals()) print(chart.push(play))
print(chart.finish())

const { events, accepted, partlyLate, late, latePairs } = chart.stats()
console.log(`\n${events} plays: ${accepted} in time, ${partlyLate} too late for some charts, ${late} too late for all`)
console.log(
  `${latePairs} times a chart misses a play; the one up to 12:00:30 misses ${missed.get(noon + 30 * SECOND) ?? 0}`,
)
