import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const run = promisify(execFile)

/** Prints the process's own offset in January, and the days and months of some zones through some years. */
const PRINT_EDGES = `
import { calendar } from './src/window/index.ts'
const edges = []
for (const timeZone of ['UTC', 'America/Sao_Paulo', 'Pacific/Apia'])
  for (const [unit, to] of [['day', Date.UTC(2013, 0)], ['week', Date.UTC(2014, 0)], ['month', Date.UTC(2030, 0)]]) {
    const { endOf } = calendar(unit, { timeZone })
    for (let edge = Date.UTC(2011, 0); edge < to; edge = endOf(edge)) edges.push(edge)
  }
console.log(JSON.stringify({ offset: new Date(2000, 0).getTimezoneOffset(), edges }))
`

/** What a process whose own zone is `TZ` prints. */
async function printed(TZ: string): Promise<{ offset: number; edges: number[] }> {
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', PRINT_EDGES]
  const { stdout } = await run(process.execPath, flags, { env: { ...process.env, TZ }, maxBuffer: 1e7 })
  return JSON.parse(stdout)
}

describe('the windows of a calendar', () => {
  test('are the same in every time zone of the process', async () => {
    const utc = await printed('UTC')
    const elsewhere = await Promise.all(['America/Sao_Paulo', 'Australia/Lord_Howe'].map(printed))
    expect(utc.edges.length).toBeGreaterThan(3_000)
    expect(utc.offset).toBe(0)
    expect(elsewhere.map(({ offset }) => offset)).toEqual([120, -660])
    for (const { edges } of elsewhere) expect(edges).toEqual(utc.edges)
  })
})
