import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import manifest from '../../package.json'
import lock from '../../package-lock.json'
import { ROOT } from '../house/tree'
import { mentions } from './changelog'

test('the changelog says what the version brings', () => {
  expect(mentions(readFileSync(`${ROOT}CHANGELOG.md`, 'utf8'), manifest.version)).toBe(true)
  expect(lock.version).toBe(manifest.version)
})

test('a changelog without the version is found, and one that says nothing about it', () => {
  expect(mentions('# Changelog\n\n## 1.2.0\n\n* New.\n', '1.2.0')).toBe(true)
  expect(mentions('# Changelog\n\n## 1.2.0 (2026-01-01)\n\n* New.\n', '1.2.0')).toBe(true)
  expect(mentions('# Changelog\n\n## 1.2.0\n\n## 1.1.0\n\n* Old.\n', '1.2.0')).toBe(false)
  expect(mentions('# Changelog\n\n## 1.2.0\n\n* New.\n', '1.2')).toBe(false)
})

test('the tarball holds the license, the changelog and the format, and no sources', () => {
  const [{ files }] = JSON.parse(String(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: ROOT })))
  const paths = files.map(({ path }: { path: string }) => path).filter((path: string) => !path.startsWith('dist/'))
  expect(paths.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'package.json',
    expect.stringMatching(/^src\/\w+\/FORMAT.md$/),
  ])
})

test('an install brings no other package', () => {
  expect(manifest).not.toHaveProperty('dependencies')
  const optional = Object.keys(manifest.peerDependencies).map(name => [name, { optional: true }])
  expect(manifest.peerDependenciesMeta).toEqual(Object.fromEntries(optional))
})
