import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Makes a child's program one plain file, which starts in some tens of milliseconds; returns where it is. */
export async function bundleChild(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  const driver = createRequire(import.meta.url).resolve('libsql')
  await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: { libsql: driver },
    external: [driver],
    logLevel: 'error',
  })
  return outfile
}

/** No child takes so long, unless it hangs. */
const MOST_MS = 300_000

/** How a child ended. */
export interface Ended {
  readonly lines: readonly string[]
  /** By a kill; otherwise it came to its end by itself. */
  readonly killed: boolean
}

/** A process that says line by line what it does; until it dies. */
export class Child {
  readonly lines: string[] = []
  /** Throws if it failed. */
  readonly ended: Promise<Ended>
  readonly #process: ChildProcess
  #waiting: (() => void)[] = []
  #over = false

  constructor(program: string, task: object) {
    this.#process = spawn(process.execPath, [program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: MOST_MS,
      killSignal: 'SIGABRT',
    })
    let rest = ''
    let errors = ''
    this.#process.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      this.lines.push(...lines)
      this.#wake()
    })
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    this.ended = new Promise((resolve, reject) => {
      this.#process.on('error', reject)
      this.#process.on('close', (code, signal) => {
        this.#over = true
        this.#wake()
        if (signal === 'SIGKILL' || code === 0) resolve({ lines: this.lines, killed: code === null })
        else reject(new Error(`a child failed (${code ?? signal}): ${errors}`))
      })
    })
    this.ended.catch(() => {}) // whoever awaits it hears of it
  }

  /** Once it has said something that begins so, or is over. */
  async heard(word: string): Promise<void> {
    while (!this.#over && !this.lines.some(line => line.startsWith(word)))
      await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal)
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
