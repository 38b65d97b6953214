import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { at } from './bundle'
import { measureImports, stale, tooLarge, withSizes } from './sizes'

// The library as it is built is as small as it should be, and the README states how small; `--write` writes it there.

const path = at('README.md')
const readme = readFileSync(path, 'utf8')
const imports = await measureImports(at('dist/index.js'))
const [packed] = JSON.parse(String(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: at('.') })))
const install = { download: packed.size, unpacked: packed.unpackedSize }

if (process.argv.includes('--write')) writeFileSync(path, withSizes(readme, imports, install))
const outdated = stale(readFileSync(path, 'utf8'), imports, install)
for (const fault of [...tooLarge(imports), ...outdated]) {
  console.error(fault)
  process.exitCode = 1
}
if (outdated.length > 0) console.error("README.md's sizes: run `npm run sizes`")
