// Bills per minute that stay exact when usage is reported late: by adding the difference (delta), or by canceling a bill and
// writing it again (retracting).
import { type Mode, sum, windowed } from 'tidemark'

interface Usage {
  readonly customer: string
  readonly cents: number
  readonly at: number
}

const SECOND = 1_000
const noon = Date.parse('2026-03-02T12:00Z')

/** Ten minutes of usage in order of its reports: most within five seconds, some after a minute, a few after five. */
const uses = Array.from({ length: 1_200 }, (_, k) => {
  const delay = k % 300 === 250 ? 300 : k % 50 === 7 ? 60 : (k * 7) % 5
  const at = noon + (k * SECOND) / 2
  return { customer: k % 3 ? 'acme' : 'brine', cents: 1 + ((k * 31) % 97), at, reportedAt: at + delay * SECOND }
}).sort((a, b) => a.reportedAt - b.reportedAt)

const clock = (time: number) => new Date(time).toISOString().slice(11, 19)
const total = (list: readonly Usage[]) => list.reduce((cents, use) => cents + use.cents, 0)

function bill(mode: Mode) {
  const refused: Usage[] = []
  const minutes = windowed({
    window: '1m',
    aggregates: { cents: sum() },
    time: (use: Usage) => use.at,
    value: use => use.cents,
    key: use => use.customer,
    select: r => r.cents,
    outOfOrder: '5s',
    lateness: '2m',
    mode,
    onLate: ({ event }) => refused.push(event as Usage),
  })
  let billed = 0
  console.log(`\nmode ${mode}: the bills of acme for the minutes from 12:00 and 12:01`)
  for (const pane of [...minutes.pushMany(uses), ...minutes.finish()]) {
    const cents = pane.kind === 'result' ? pane.value : -pane.value
    billed += cents
    if (pane.key === 'acme' && pane.start < noon + 120 * SECOND)
      console.log(
        `  ${clock(pane.start)}  ${pane.timing.padEnd(6)}  ${pane.kind.padEnd(10)}  ${String(cents).padStart(5)}`,
      )
  }
  return { billed, refused, ...minutes.stats() }
}

const delta = bill('delta')
const retracting = bill('retracting')
console.log(`\nbilled: ${delta.billed} by adding deltas, ${retracting.billed} by retracting`)
for (const { customer, cents, at } of delta.refused) console.log(`refused: ${customer}, ${cents} of ${clock(at)}`)
console.log(`used: ${total(uses)} = ${delta.billed} billed + ${total(delta.refused)} refused`)
console.log(`reports: ${delta.events} = ${delta.accepted} accepted + ${delta.late} late`)
