import { readFileSync } from 'node:fs'
import { PAGES } from './table'

// The tables of the pages are those of results.json, or this fails.

const at = (path: string) => new URL(`../${path}`, import.meta.url)
const results = JSON.parse(readFileSync(at('bench/results.json'), 'utf8'))
for (const [path, withTable] of Object.entries(PAGES)) {
  const page = readFileSync(at(path), 'utf8')
  if (withTable(page, results) === page) continue
  console.error(
    `${path}: the table between the bench's markers is not that of bench/results.json; run \`npm run bench\``,
  )
  process.exitCode = 1
}
