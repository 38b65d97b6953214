import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TidemarkError } from '../../../src/error'
import { plainDoor, tryDoor } from './door'
import { plainDoors } from './plain'
import { rollupDoors } from './rollup'
import { storeDoors } from './store'
import { streamDoors } from './stream'

const SEED = 5
const any = [fc.anything()]

function refuse(value: unknown): void {
  if (typeof value === 'object') throw new TidemarkError('TIDEMARK_INVALID_VALUE', 'no objects')
}

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

  test('where a refusal has changed something and takes its time', async () => {
    let calls = 0
    const open = () => ({
      async call() {
        calls++
        await Promise.reject(new TidemarkError('TIDEMARK_INVALID_VALUE', 'refused, and counted'))
      },
      state: async () => calls,
    })
    const { fault } = await tryDoor({ name: 'count', values: any, open }, 5, SEED)
    expect(fault).toMatch(/TIDEMARK_INVALID_VALUE, and \d+ has become \d+/)
  })

  test('where a piece of what it gives fails', async () => {
    const door = plainDoor('pieces', any, async function* ([value]) {
      yield 1
      yield value.length
    })
    expect((await tryDoor(door, 200, SEED)).fault).toMatch(/^pieces: TypeError/)
  })

  test('where a refusal covers an error of the library itself, however deep', async () => {
    const stumble = (file: string) => {
      const cause = new TypeError('undefined is not a function')
      cause.stack = `TypeError: undefined is not a function\n    at Array.map (<anonymous>)\n    at read (${file}:7:1)`
      const inner = new TidemarkError('TIDEMARK_STORE', 'the store could not be read', { cause })
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', 'select threw', { cause: inner })
    }
    const source = new URL('../../../src/query/read.ts', import.meta.url)
    const own = await tryDoor(
      plainDoor('own', any, () => stumble(source.pathname)),
      1,
      SEED,
    )
    expect(own.fault).toMatch(/select threw, which covers TIDEMARK_STORE: .*, which covers TypeError: undefined/)
    const users = await tryDoor(
      plainDoor('of a user', any, () => stumble('/home/me/select.ts')),
      1,
      SEED,
    )
    expect(users.fault).toBeUndefined()
  })

  test.each([
    ['of objects', Object.prototype],
    ['of lists', Array.prototype],
  ])('where it touches the prototype %s, whether it answers or refuses', async (_, prototype) => {
    const name = 'polluted'
    for (const refuses of [false, true]) {
      const door = plainDoor('pollute', any, () => {
        Object.defineProperty(prototype, name, { value: 1, configurable: true })
        if (refuses) throw new TidemarkError('TIDEMARK_INVALID_VALUE', 'refused, and polluted')
      })
      const { fault } = await tryDoor(door, 1, SEED)
      Reflect.deleteProperty(prototype, name)
      expect(fault).toMatch(/a prototype was touched/)
    }
  })

  test('and what is as it should be, is not', async () => {
    const open = () => ({ call: ([value]: readonly unknown[]) => refuse(value), state: () => 1 })
    const tried = await tryDoor({ name: 'right', values: any, open }, 200, SEED)
    expect(tried).toMatchObject({ calls: 200, fault: undefined })
    expect(tried.refused).toBeGreaterThan(50)
    expect(tried.refused).toBeLessThan(200)
  })
})

test.each([...plainDoors, ...streamDoors, ...rollupDoors, ...storeDoors].map(door => [door.name, door] as const))(
  `%s, given anything, gives a result or a TidemarkError (seed ${SEED})`,
  async (_, door) => {
    expect((await tryDoor(door, 10, SEED)).fault).toBeUndefined()
  },
)
