import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TidemarkError } from '../../../src/error'
import { plainDoor, tryDoor } from './door'
import { plainDoors } from './plain'
import { rollupDoors } from './rollup'
import { streamDoors } from './stream'

const SEED = 5
const any = [fc.anything()]

describe('a door that is given anything is found out', () => {
  test('where another error comes out of it', async () => {
    const { fault } = await tryDoor(
      plainDoor('length', any, ([value]) => value.length),
      200,
      SEED,
    )
    expect(fault).toMatch(/^length: TypeError.*seed 5, path .* given \[(null|undefined)\]$/)
  })

  test('where a refusal has changed something', async () => {
    let calls = 0
    const open = () => ({
      call() {
        calls++
        throw new TidemarkError('TIDEMARK_INVALID_VALUE', 'refused, and counted')
      },
      state: () => calls,
    })
    const { fault } = await tryDoor({ name: 'count', values: any, open }, 5, SEED)
    expect(fault).toMatch(/TIDEMARK_INVALID_VALUE, and \d+ has become \d+/)
  })

  test('where it touches a prototype', async () => {
    const name = 'polluted'
    const door = plainDoor('pollute', any, () => {
      Object.defineProperty(Object.prototype, name, { value: Math.max(1, 0), configurable: true })
    })
    const { fault } = await tryDoor(door, 1, SEED)
    Reflect.deleteProperty(Object.prototype, name)
    expect(fault).toMatch(/a prototype was touched/)
  })
})

test.each([...plainDoors, ...streamDoors, ...rollupDoors].map(door => [door.name, door] as const))(
  `%s, given anything, gives a result or a TidemarkError (seed ${SEED})`,
  async (_, door) => {
    expect((await tryDoor(door, 10, SEED)).fault).toBeUndefined()
  },
)
