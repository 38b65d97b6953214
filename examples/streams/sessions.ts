// Visits: clicks less than half an hour apart. A click that comes late makes one visit of two, and what was said is taken back.
import { count, resample, session, windowed } from 'tidemark'

// In the order in which they arrive. Ada made the one of 09:45 in a tunnel.
const clicks = [
  ['ada', '09:00'],
  ['ada', '09:20'],
  ['bob', '09:30'],
  ['ada', '10:05'],
  ['ada', '10:15'],
  ['bob', '11:00'],
  ['ada', '09:45'],
  ['bob', '11:10'],
  ['ada', '13:00'],
  ['bob', '09:40'],
].map(([user, clock]) => ({ user, at: Date.parse(`2026-03-02T${clock}Z`) }))
type Click = (typeof clicks)[number]

const refused: Click[] = []
const visits = windowed({
  window: session({ gap: '30m' }),
  aggregates: { clicks: count() },
  time: (click: Click) => click.at,
  key: click => click.user,
  select: r => r.clicks,
  lateness: '2h',
  mode: 'retracting',
  onLate: ({ event }) => refused.push(event as Click),
})

type Visit = ReturnType<typeof visits.push>[number]
const clock = (time: number) => new Date(time).toISOString().slice(11, 16)
const text = (v: Visit) => `${v.key}  ${clock(v.firstTime)} to ${clock(v.lastTime)}  ${v.value} clicks`

// What holds: a visit that is taken back no longer does.
const held = new Map<string, Visit>()
function hear(visit: Visit): void {
  const name = `${visit.key} ${visit.start} ${visit.end}`
  console.log(`              ${visit.kind === 'result' ? visit.timing.padEnd(10) : 'taken back'}  ${text(visit)}`)
  if (visit.kind === 'result') held.set(name, visit)
  else held.delete(name)
}
for (const click of clicks) {
  const heard = visits.push(click)
  console.log(`${click.user} at ${clock(click.at)}${refused.includes(click) ? '  refused: too late' : ''}`)
  heard.forEach(hear)
}
visits.finish().forEach(hear)

// The truth: what comes out of all clicks that were not refused, when they are all known.
for (const user of ['ada', 'bob']) {
  const times = clicks.filter(click => click.user === user && !refused.includes(click)).map(({ at }) => at)
  const table = resample({ times, values: times }, { every: session({ gap: '30m' }), aggregates: { clicks: count() } })
  const rows = [...table.rows()]
  const same = rows.every(({ start, end, clicks }) => held.get(`${user} ${start} ${end}`)?.value === clicks)
  console.log(`${user}: ${rows.length} visits${same ? ', as was said' : ': NOT what was said'}`)
}
