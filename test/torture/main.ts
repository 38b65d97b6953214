import { readdirSync } from 'node:fs'
import { argv } from 'node:process'
import { runAlone } from './run/alone'
import { askedOf } from './run/goal'

/** How many shares of the time a torture gets that needs more than one. */
const SHARES: Readonly<Record<string, number>> = { kill: 8, soak: 2 }
/** What a torture may take beyond its budget, which some overrun by a round: three times as long, and these seconds. */
const GRACE = 300

const folder = new URL('./', import.meta.url)
const all = readdirSync(folder)
  .filter(file => file.endsWith('.ts') && file !== 'main.ts')
  .map(file => file.slice(0, -'.ts'.length))

const [, , given = '60', ...asked] = argv
const seconds = Number(given)
if (!(seconds > 0 && seconds < Number.POSITIVE_INFINITY))
  throw new Error(`npm run torture -- SECONDS NAMES takes a positive number and then any names; got ${given}`)
const unknown = asked.find(name => !all.includes(name))
if (unknown !== undefined) throw new Error(`no torture is named ${unknown}; there are ${all.join(', ')}`)
const names = asked.length > 0 ? all.filter(name => asked.includes(name)) : all
const figures = names.map(askedOf)

const shareOf = (name: string) => SHARES[name] ?? 1
const shares = names.reduce((sum, name) => sum + shareOf(name), 0)

let failed = 0
for (const [k, name] of names.entries()) {
  const budgetSeconds = (seconds * shareOf(name)) / shares
  const mostSeconds = figures[k] === undefined ? 3 * budgetSeconds + GRACE : Number.POSITIVE_INFINITY
  const fault = await runAlone({ file: new URL(`${name}.ts`, folder), budgetSeconds, mostSeconds })
  if (fault === undefined) continue
  failed++
  console.error(`${name}: FAILED: ${fault}`)
}
console.log(`torture: ${names.length - failed} passed, ${failed} failed, in ${Math.round(performance.now() / 1000)} s`)
process.exitCode = failed > 0 ? 1 : 0
