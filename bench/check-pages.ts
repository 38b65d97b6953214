import { readFileSync, writeFileSync } from 'node:fs'
import { at } from './bundle'
import { PAGES } from './table'

// npx tsx bench/check-pages.ts            fails if the tables of the pages are not those of results.json
// npx tsx bench/check-pages.ts --write    writes them

const write = process.argv.includes('--write')
const results = JSON.parse(readFileSync(at('bench/results.json'), 'utf8'))
for (const [path, withTable] of Object.entries(PAGES)) {
  const page = readFileSync(at(path), 'utf8')
  const wanted = withTable(page, results)
  if (wanted === page) continue
  if (write) writeFileSync(at(path), wanted)
  else {
    console.error(
      `${path}: the table between the bench's markers is not that of bench/results.json; run \`npx tsx bench/check-pages.ts --write\``,
    )
    process.exitCode = 1
  }
}
