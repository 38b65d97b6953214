import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { runAlone } from './alone'

const folder = mkdtempSync(join(tmpdir(), 'tidemark-alone-'))

afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a torture named `some-law` that is this text. */
function run(text: string, mostSeconds = 60) {
  const file = join(mkdtempSync(join(folder, 'torture-')), 'some-law.mjs')
  writeFileSync(file, text)
  return runAlone(
    { file: pathToFileURL(file), budgetSeconds: 0.5, mostSeconds },
    { flags: ['--import', 'tsx'], stdio: 'ignore' },
  )
}

describe('a torture that runs alone', () => {
  test('passes if it returns its line, and receives its budget', async () => {
    const text = "export const someLaw = async budget => { if (budget !== 0.5) throw budget; return 'some law: seen' }"
    expect(await run(text)).toBeUndefined()
  })

  test.each([
    ['an error', 'export const someLaw = async () => { throw new Error() }', 'code 1'],
    ['an exit', 'export const someLaw = async () => process.exit(3)', 'code 3'],
    ['a crash', 'export const someLaw = async () => process.kill(process.pid, "SIGKILL")', 'SIGKILL'],
    ['nothing more to do', 'export const someLaw = () => new Promise(() => {})', 'code 13'],
    ['another name', 'export const otherLaw = async () => "other law: seen"', 'code 1'],
  ])('fails if it ends by %s', async (_, text, end) => {
    expect(await run(text)).toBe(`its process ended by ${end}`)
  })

  test('fails if it does not end well after its budget', async () => {
    expect(await run('export function someLaw() { for (;;); }', 1)).toBe(
      'it has not ended after 1 s, where it was given 0.5',
    )
  })
})
