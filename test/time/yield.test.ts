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

describe('breathe', () => {
  test('lets others run, by setImmediate where there is one', async () => {
    expect(await othersRan()).toBe(true)
  })

  test('lets others run by a MessageChannel where there is no setImmediate', async () => {
    vi.stubGlobal('setImmediate', undefined)
    expect(await othersRan()).toBe(true)
  })

  test('goes on where the runtime has neither', async () => {
    vi.stubGlobal('setImmediate', undefined)
    vi.stubGlobal('MessageChannel', undefined)
    await expect(yieldToEventLoop()).resolves.toBeUndefined()
  })
})

describe('a pace', () => {
  test('says that it is time after so many rows, however they come', () => {
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
