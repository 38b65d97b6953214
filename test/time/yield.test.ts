import { afterEach, describe, expect, test, vi } from 'vitest'
import { WorkBudget, yieldToEventLoop } from '../../src/time/yield'

afterEach(() => vi.unstubAllGlobals())

/** Whether a macrotask that was due before ran while one breath was taken. */
async function othersRan(): Promise<boolean> {
  let ran = false
  const { port1, port2 } = new MessageChannel()
  port1.on('message', () => {
    ran = true
    port1.close()
  })
  port2.postMessage(0)
  for (let breath = 0; breath < 50 && !ran; breath++) await yieldToEventLoop()
  port1.close()
  return ran
}

describe('yieldToEventLoop', () => {
  test('lets other work run by setImmediate if the runtime has it', async () => {
    expect(await othersRan()).toBe(true)
  })

  test('lets other work run by a MessageChannel if there is no setImmediate', async () => {
    vi.stubGlobal('setImmediate', undefined)
    expect(await othersRan()).toBe(true)
  })

  test('continues at once if the runtime has neither', async () => {
    vi.stubGlobal('setImmediate', undefined)
    vi.stubGlobal('MessageChannel', undefined)
    await expect(yieldToEventLoop()).resolves.toBeUndefined()
  })
})

describe('a work budget', () => {
  test('is spent after its number of rows, in any portions', () => {
    const pace = new WorkBudget(10)
    expect([3, 3, 3, 1, 9, 1, 25, 10].map(rows => pace.spent(rows))).toEqual([
      false,
      false,
      false,
      true,
      false,
      true,
      true,
      true,
    ])
  })
})
