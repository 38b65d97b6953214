// Visits: clicks less than half an hour apart. A late click joins two visits into one, and the old results are retracted.
import { count, resample, session, windowed } from 'tidemark'

// In order of arrival. Ada was in a tunnel at 09:45.
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

// The visits that stand: a retraction removes one.
const standing = new Map<string, Visit>()
function print(visit: Visit): void {
  const name = `${visit.key} ${visit.start} ${visit.end}`
  console.log(`              ${visit.kind === 'result' ? visit.timing.padEnd(10) : 'retracted '}  ${text(visit)}`)
  if (visit.kind === 'result') standing.set(name, visit)
  else standing.delete(name)
}
for (const click of clicks) {
  const panes = visits.push(click)
  console.log(`${click.user} at ${clock(click.at)}${refused.includes(click) ? '  refused: too late' : ''}`)
  panes.forEach(print)
}
visits.finish().forEach(print)

// The truth: the sessions of all clicks that were not refused, computed at once.
for (const user of ['ada', 'bob']) {
  const times = clicks.filter(click => click.user === user && !refused.includes(click)).map(({ at }) => at)
  const table = resample({ times, values: times }, { every: session({ gap: '30m' }), aggregates: { clicks: count() } })
  const rows = [...table.rows()]
  const same = rows.every(({ start, end, clicks }) => standing.get(`${user} ${start} ${end}`)?.value === clicks)
  console.log(`${user}: ${rows.length} visits${same ? ', as reported' : ': NOT AS REPORTED'}`)
}
