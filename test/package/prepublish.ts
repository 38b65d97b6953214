import { readFileSync } from 'node:fs'
import { version } from '../../package.json'
import { ROOT } from '../house/tree'
import { mentions } from './changelog'

// Nothing is published that the changelog does not name.

if (!mentions(readFileSync(`${ROOT}CHANGELOG.md`, 'utf8'), version)) {
  console.error(`CHANGELOG.md says nothing about ${version}`)
  process.exitCode = 1
}
