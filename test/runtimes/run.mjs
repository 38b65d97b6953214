import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// Runs the checks of this folder with each major version of Node that has node:sqlite; `run.mjs 24` runs them with that one alone.

const script = fileURLToPath(new URL('sqlite.mjs', import.meta.url))
const asked = process.argv.slice(2)
const majors = asked.length > 0 ? asked : ['22', '24', '26']

for (const major of majors) {
  const args = ['-y', '--loglevel=error', `node@${major}`, '--disable-warning=ExperimentalWarning', script]
  const { status, error } = spawnSync('npx', args, { stdio: 'inherit' })
  if (status === 0) continue
  console.error(`node@${major}: ${error?.message ?? `ended with ${status}`}`)
  process.exitCode = 1
}
