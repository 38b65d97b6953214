import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at, bundle } from './bundle'
import { chosen } from './chosen'

// npm run profile -- NAME    the functions of tidemark that take the time of a question, by their share of samples

const SHOWN = 20

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { functionName: string; url: string } }[]
  readonly samples: readonly number[]
}

/** The share of samples of each function of the bundle; functions outside it stand in brackets. */
function shares({ nodes, samples }: Profile, file: string): [name: string, share: number][] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => [
      id,
      url.endsWith(file) ? functionName || '(anonymous)' : `[${functionName || url || 'native'}]`,
    ]),
  )
  const counts = new Map<string, number>()
  for (const id of samples) counts.set(names.get(id)!, (counts.get(names.get(id)!) ?? 0) + 1 / samples.length)
  return [...counts].sort((a, b) => b[1] - a[1])
}

for (const question of chosen(process.argv.slice(2))) {
  const file = await bundle(question)
  const dir = mkdtempSync(join(tmpdir(), 'tidemark-profile-'))
  const flags = ['--expose-gc', '--max-old-space-size=8192', '--cpu-prof', `--cpu-prof-dir=${dir}`]
  execFileSync(process.execPath, [...flags, file], { cwd: at(''), env: { ...process.env, BENCH_OURS: '1' } })
  const [found] = readdirSync(dir)
  const profile: Profile = JSON.parse(readFileSync(join(dir, found), 'utf8'))
  console.log(`\n${question}`)
  for (const [name, share] of shares(profile, file).slice(0, SHOWN))
    console.log(`${(100 * share).toFixed(1).padStart(7)} %  ${name}`)
}
