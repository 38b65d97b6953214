import { spawn } from 'node:child_process'
import { execArgv, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./module.ts', import.meta.url))

/** A torture to be run: what `some-law.ts` exports as `someLaw`. */
export interface Torture {
  readonly file: URL
  readonly budgetSeconds: number
  /** When it must have ended, well after its budget: until then it may finish what it has begun. */
  readonly mostSeconds: number
}

/** How its process is started: with these flags of Node's, and saying what it says here or not. */
export interface Start {
  readonly flags?: readonly string[]
  readonly stdio?: 'inherit' | 'ignore'
}

/** Timers hold no more. */
const MOST_TIMER_MS = 2 ** 31 - 1

/**
 * Runs a torture in a process of its own, which shares nothing with what ran before but the flags of Node. Returns what it
 * failed by: an error, a crash, or no end; undefined if it passed.
 */
export function runAlone(
  { file, budgetSeconds, mostSeconds }: Torture,
  { flags = execArgv, stdio = 'inherit' }: Start = {},
): Promise<string | undefined> {
  const name = fileURLToPath(file).match(/([^/\\]+)\.\w+$/)![1]
  const exported = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const child = spawn(execPath, [...flags, program, file.href, exported, String(budgetSeconds)], { stdio })
  let hangs = false
  const timer = setTimeout(
    () => {
      hangs = true
      child.kill('SIGKILL')
    },
    Math.min(mostSeconds * 1000, MOST_TIMER_MS),
  )
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (hangs) resolve(`it has not ended after ${mostSeconds} s, where it was given ${budgetSeconds}`)
      else resolve(code === 0 ? undefined : `its process ended by ${signal ?? `code ${code}`}`)
    })
  })
}
