import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ROOT } from '../house/tree'

const run = promisify(execFile)

/** What a program of the project prints, as `npx tsx FILE` runs it. */
export async function outputOf(file: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: ROOT })
  return stdout
}
