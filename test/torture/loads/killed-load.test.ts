import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomFrom } from '../../support/random'
import { bundleChild } from './child'
import { killedLoad, type LoaderOptions } from './killed-load'

const seed = 4
const EVENTS = 3000
const folder = mkdtempSync(join(tmpdir(), 'tidemark-killed-'))
let program: string

beforeAll(async () => {
  program = await bundleChild('loading', folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A load whose process dies before statements that the seed names: the same places each time. */
function dying(way: LoaderOptions['way']) {
  const random = randomFrom(seed)
  const dieAt = () => 20 + Math.floor(random() * 1500)
  const home = mkdtempSync(join(folder, 'load-'))
  return killedLoad({ seed, events: EVENTS, way, folder: home, program, enough: () => false, dieAt })
}

describe(`a load that dies before statements at random (seed ${seed})`, () => {
  test('holds each event once if events and position are one commit', async () => {
    const { events, kills, withinCommit, windows } = await dying('together')
    expect(events).toBe(EVENTS)
    expect(kills).toBeGreaterThan(3)
    expect(withinCommit).toBeGreaterThan(1)
    expect(windows).toBeGreaterThan(500)
  })

  test.each<LoaderOptions['way']>(['position first', 'states first', 'without transactions'])(
    'is seen to differ: %s',
    way => expect(dying(way)).rejects.toThrow('differs'),
  )
})
