import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TidemarkError } from '../../../src/error'
import { fuzz, plainTarget } from './fuzz-target'
import { plainTargets } from './plain'
import { rollupTargets } from './rollup'
import { storeTargets } from './store'
import { streamTargets } from './stream'

const SEED = 5
const any = [fc.anything()]

function refuse(value: unknown): void {
  if (typeof value === 'object') throw new TidemarkError('TIDEMARK_INVALID_VALUE', 'no objects')
}

describe('a fuzz target is found out', () => {
  test('if it throws another error', async () => {
    const { fault } = await fuzz(
      plainTarget('length', any, ([value]) => value.length),
      200,
      SEED,
    )
    expect(fault).toMatch(/^length: TypeError.*seed 5, path .* given \[(null|undefined)\]$/)
  })

  test('if a refusal has changed something', async () => {
    let calls = 0
    const open = () => ({
      call() {
        calls++
        throw new TidemarkError('TIDEMARK_INVALID_VALUE', 'refused, and counted')
      },
      state: () => calls,
    })
    const { fault } = await fuzz({ name: 'count', values: any, open }, 5, SEED)
    expect(fault).toMatch(/TIDEMARK_INVALID_VALUE, and \d+ has become \d+/)
  })

  test('if a refusal changes something later', async () => {
    let calls = 0
    const open = () => ({
      async call() {
        calls++
        await Promise.reject(new TidemarkError('TIDEMARK_INVALID_VALUE', 'refused, and counted'))
      },
      state: async () => calls,
    })
    const { fault } = await fuzz({ name: 'count', values: any, open }, 5, SEED)
    expect(fault).toMatch(/TIDEMARK_INVALID_VALUE, and \d+ has become \d+/)
  })

  test('if reading its result fails', async () => {
    const target = plainTarget('pieces', any, async function* ([value]) {
      yield 1
      yield value.length
    })
    expect((await fuzz(target, 200, SEED)).fault).toMatch(/^pieces: TypeError/)
  })

  test('if a refusal hides an error of the library itself, however deep', async () => {
    const stumble = (file: string) => {
      const cause = new TypeError('undefined is not a function')
      cause.stack = `TypeError: undefined is not a function\n    at Array.map (<anonymous>)\n    at read (${file}:7:1)`
      const inner = new TidemarkError('TIDEMARK_STORE', 'the store could not be read', { cause })
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', 'select threw', { cause: inner })
    }
    const source = new URL('../../../src/query/read.ts', import.meta.url)
    const own = await fuzz(
      plainTarget('own', any, () => stumble(source.pathname)),
      1,
      SEED,
    )
    expect(own.fault).toMatch(/select threw, which covers TIDEMARK_STORE: .*, which covers TypeError: undefined/)
    const users = await fuzz(
      plainTarget('of a user', any, () => stumble('/home/me/select.ts')),
      1,
      SEED,
    )
    expect(users.fault).toBeUndefined()
  })

  test.each([
    ['of objects', Object.prototype],
    ['of lists', Array.prototype],
  ])('if it changes the prototype %s, whether it answers or refuses', async (_, prototype) => {
    const name = 'polluted'
    for (const refuses of [false, true]) {
      const target = plainTarget('pollute', any, () => {
        Object.defineProperty(prototype, name, { value: 1, configurable: true })
        if (refuses) throw new TidemarkError('TIDEMARK_INVALID_VALUE', 'refused, and polluted')
      })
      const { fault } = await fuzz(target, 1, SEED)
      Reflect.deleteProperty(prototype, name)
      expect(fault).toMatch(/a prototype was touched/)
    }
  })

  test('only if it is wrong', async () => {
    const open = () => ({ call: ([value]: readonly unknown[]) => refuse(value), state: () => 1 })
    const tried = await fuzz({ name: 'right', values: any, open }, 200, SEED)
    expect(tried).toMatchObject({ calls: 200, fault: undefined })
    expect(tried.refused).toBeGreaterThan(50)
    expect(tried.refused).toBeLessThan(200)
  })
})

test.each(
  [...plainTargets, ...streamTargets, ...rollupTargets, ...storeTargets].map(target => [target.name, target] as const),
)(`%s, given anything, gives a result or a TidemarkError (seed ${SEED})`, async (_, target) => {
  expect((await fuzz(target, 10, SEED)).fault).toBeUndefined()
})
