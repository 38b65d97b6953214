import { windowerLaws } from '../../src/testing/laws/windower-laws'
import { calendar } from '../../src/window'
import { changesOf, zoneOf } from '../../src/window/calendar/zone'
import { clockOf, faultsAround } from '../support/models/zone-oracle'

const FROM = Date.UTC(1970, 0)
const TO = Date.UTC(2038, 0)
const HALF_DAY = 43_200_000
const UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const

/**
 * Every zone that Intl names, at every change of its clocks from 1970 to 2037: the windows of each unit against what
 * clocks read, and the laws of windowers. Zones come in an order that a short budget samples well; throws where
 * anything is wrong.
 */
export async function zones(budgetSeconds: number): Promise<string> {
  const names = Intl.supportedValuesOf('timeZone')
  const until = performance.now() + budgetSeconds * 1000
  let done = 0
  let changes = 0
  for (let i = 0; i < names.length && performance.now() < until; i++) {
    // 251 is prime and no divisor of the number of zones: each comes once, neighbors in the list far apart.
    const timeZone = names[(i * 251) % names.length]
    changes += checkZone(timeZone)
    done++
    await new Promise(resolve => setImmediate(resolve))
  }
  return `zones: ${done} of ${names.length} zones, ${changes} changes of their clocks, ${UNITS.length} units each: all windows right`
}

function checkZone(timeZone: string): number {
  const read = clockOf(timeZone)
  const changes = changesOf(zoneOf(timeZone), FROM, TO)
  checkThatNoneIsMissing(timeZone, changes, read)
  for (const unit of UNITS) {
    const windows = calendar(unit, { timeZone })
    for (const change of changes) {
      const faults = faultsAround(windows, unit, read, change)
      if (faults.length > 0) throw new Error(`${timeZone}: ${faults.slice(0, 5).join('\n')}`)
    }
    const around = changes.filter((_, i) => i % Math.ceil(changes.length / 8) === 0)
    for (const law of windowerLaws(windows, { from: FROM, to: TO, around })) law.check({ runs: 40 })
  }
  return changes.length
}

/** Between two looks at the clocks, half a day apart, they go half a day further: unless they are changed. */
function checkThatNoneIsMissing(timeZone: string, changes: readonly number[], read: (time: number) => string): void {
  const wall = (time: number) => Date.parse(`${read(time).replace(' ', 'T')}Z`)
  let next = 0
  let before = wall(FROM)
  for (let time = FROM; time < TO; time += HALF_DAY) {
    const after = wall(time + HALF_DAY)
    let expected = false
    while (next < changes.length && changes[next] <= time + HALF_DAY) {
      if (changes[next] > time) expected = true
      next++
    }
    if (after - before !== HALF_DAY && !expected)
      throw new Error(`${timeZone}: a change after ${new Date(time).toISOString()} was not found`)
    before = after
  }
}
