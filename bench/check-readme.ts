import { readFileSync } from 'node:fs'
import { withTable } from './table'

// The README's table is the one of results.json, or this fails.

const root = new URL('..', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')
const results = JSON.parse(readFileSync(new URL('bench/results.json', root), 'utf8'))
if (withTable(readme, results) !== readme) {
  console.error(
    "README.md: the table between the bench's markers is not that of bench/results.json; run `npm run bench`",
  )
  process.exitCode = 1
}
