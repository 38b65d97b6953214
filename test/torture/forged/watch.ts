import { getHeapStatistics } from 'node:v8'

const MOST_MS = 1_000
const MOST_BYTES = 64 * 2 ** 20

/** Bytes that are read, and how: whether they are taken; throws if they end in any other way than they may. */
export interface Specimen {
  readonly name: string
  readonly bytes: Uint8Array
  read(bytes: Uint8Array): boolean
}

/** Reads wrong bytes in bounded time and memory: throws if one string takes more than a second of the processor, or more than 64 MB. */
export class Watch {
  /** The milliseconds of the string that took longest: of the processor, as others may be using it too. */
  longest = 0
  /** The bytes that were in use more after the string that took most, garbage and all. */
  most = 0

  read({ name, read }: Specimen, wrong: Uint8Array): boolean {
    const before = bytesInUse()
    const begun = process.cpuUsage()
    const isTaken = read(wrong)
    const { user, system } = process.cpuUsage(begun)
    this.longest = Math.max(this.longest, (user + system) / 1000)
    this.most = Math.max(this.most, bytesInUse() - before)
    if (this.longest > MOST_MS || this.most > MOST_BYTES)
      throw new Error(`${name} took ${Math.round(this.longest)} ms and ${this.most} bytes to read ${wrong}`)
    return isTaken
  }
}

function bytesInUse(): number {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}
