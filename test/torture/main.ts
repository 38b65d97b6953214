import { readdirSync } from 'node:fs'
import { argv, env } from 'node:process'

/** What `some-law.ts` of this folder exports as `someLaw`: it looks for faults until its time is up, and says what it saw. */
type Torture = (budgetSeconds: number) => Promise<string>

/** How many shares of the time a torture gets that needs more than one. */
const SHARES: Readonly<Record<string, number>> = { kill: 8 }

const seconds = Number(argv[2] ?? env.TORTURE_SECONDS ?? 60)
if (!(seconds > 0))
  throw new Error(`npm run torture -- SECONDS takes a positive number, got ${argv[2] ?? env.TORTURE_SECONDS}`)

const folder = new URL('./', import.meta.url)
const names = readdirSync(folder)
  .filter(file => file.endsWith('.ts') && file !== 'main.ts')
  .map(file => file.slice(0, -'.ts'.length))

const shareOf = (name: string) => SHARES[name] ?? 1
const shares = names.reduce((sum, name) => sum + shareOf(name), 0)

let failed = 0
for (const name of names) {
  try {
    const exported = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    const { [exported]: torture }: Record<string, Torture> = await import(new URL(`${name}.ts`, folder).href)
    if (!torture) throw new Error(`test/torture/${name}.ts must export a function ${exported}(budgetSeconds)`)
    console.log(await torture((seconds * shareOf(name)) / shares))
  } catch (error) {
    failed++
    console.error(`${name}: FAILED`, error)
  }
}
console.log(`torture: ${names.length - failed} passed, ${failed} failed, in ${Math.round(performance.now() / 1000)} s`)
process.exitCode = failed > 0 ? 1 : 0
