import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { TidemarkError } from '../../../src/error'

const SOURCES = new URL('../../../src/', import.meta.url).pathname

/** Whether there is such a zone, and whether JSON can say this, is asked of these, which answer by an error. */
const ASKED = ['new DateTimeFormat', 'JSON.stringify']

/** What a target calls, made anew for each call. */
export interface PreparedCall {
  /** A call with what was made up; what it gives may be a promise. */
  call(values: readonly any[]): unknown
  /** What must be the same after an error. */
  state?(): unknown
  close?(): void
}

/** A way into the library: what it is given, and what it leads to. */
export interface FuzzTarget {
  readonly name: string
  readonly values: readonly fc.Arbitrary<unknown>[]
  open(): PreparedCall | Promise<PreparedCall>
}

/** How often a target was called, and the shrunk fault that was found. */
export interface FuzzResult {
  readonly calls: number
  readonly refused: number
  /** The longest call, milliseconds. */
  readonly longest: number
  readonly fault: string | undefined
}

/** A target that calls one function. */
export function plainTarget(
  name: string,
  values: readonly fc.Arbitrary<unknown>[],
  call: PreparedCall['call'],
): FuzzTarget {
  return { name, values, open: () => ({ call }) }
}

/** Calls a target with arbitrary values. Each call must end in a result, or in a TidemarkError that has changed nothing and hides no other error. */
export async function fuzz(target: FuzzTarget, numRuns: number, seed: number): Promise<FuzzResult> {
  const counted = { calls: 0, refused: 0, longest: 0 }
  const property = fc.asyncProperty(fc.tuple(...target.values), async values => {
    const begun = performance.now()
    counted.calls++
    if (await isRefused(target, values)) counted.refused++
    counted.longest = Math.max(counted.longest, performance.now() - begun)
  })
  const outcome = await fc.check(property, { seed, numRuns, interruptAfterTimeLimit: 30_000 })
  if (!outcome.failed) return { ...counted, fault: undefined }
  const found = said(outcome.errorInstance)
  const values = fc.stringify(outcome.counterexample?.[0])
  const fault = `${target.name}: ${found} (seed ${seed}, path ${outcome.counterexamplePath}) given ${values.slice(0, 1000)}`
  return { ...counted, fault }
}

/** Whether a call is refused as it should be; throws if it ends in another way. */
async function isRefused(target: FuzzTarget, values: readonly unknown[]): Promise<boolean> {
  const prototypes = [Object.prototype, Array.prototype].map(shapeOf)
  const opened = await target.open()
  try {
    return await isCalledAndRefused(opened, values)
  } finally {
    opened.close?.()
    assert.deepEqual([Object.prototype, Array.prototype].map(shapeOf), prototypes, 'a prototype was touched')
  }
}

async function isCalledAndRefused(opened: PreparedCall, values: readonly unknown[]): Promise<boolean> {
  const before = await opened.state?.()
  try {
    await drained(await opened.call(values))
    return false
  } catch (error) {
    if (!(error instanceof TidemarkError) || typeof error.code !== 'string' || isCovered(error)) throw error
    const after = await opened.state?.()
    if (!isDeepStrictEqual(before, after))
      throw new Error(`${error.code}, and ${JSON.stringify(before)} has become ${JSON.stringify(after)}`)
    return true
  }
}

/** Whether a refusal covers up that the library itself stumbled over what it was given: its code is luck then. */
function isCovered({ cause }: TidemarkError): boolean {
  if (cause instanceof TidemarkError) return isCovered(cause)
  if (!(cause instanceof TypeError || cause instanceof ReferenceError || cause instanceof RangeError)) return false
  const stack = String(cause.stack)
  const thrownBy = stack.split('\n').find(line => /^ +at .*\.[cm]?[jt]s:\d+/.test(line))
  return thrownBy?.includes(SOURCES) === true && !ASKED.some(name => stack.includes(`at ${name} (`))
}

/** Reads to its end what comes piece by piece. */
async function drained(result: unknown): Promise<void> {
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return
  for await (const _ of result as AsyncIterable<unknown>);
}

function shapeOf(prototype: object): unknown {
  return Object.getOwnPropertyDescriptors(prototype)
}

function said(error: unknown): string {
  if (error instanceof TidemarkError) return `${error.code}: ${error.message}, which covers ${said(error.cause)}`
  return error instanceof Error ? `${error.stack?.slice(0, 1500).split('\n').slice(0, 4).join(' ')}` : String(error)
}
