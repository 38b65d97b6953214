import { checksum, integer, numberOf } from './second-reader'

/** The numbers, texts and bytes of drained states and saved streams, one after another, written from FORMAT.md alone. */
export interface Plain {
  number(): number
  /** A whole number below 2^53, as times are. */
  whole(): number
  /** How many things follow, each of `least` bytes or more. */
  count(least: number): number
  /** 1 for yes and 0 for no. */
  flag(): boolean
  text(): string
  bytes(): number[]
  /** Refuses what is left. */
  end(): void
}

/** Opens bytes that start with a text that says what they are, and version 1, and end with a checksum. */
export function openPlain(all: readonly number[], kind: string): Plain {
  if (checksum(all.slice(0, -4)) !== integer(all.slice(-4))) throw new Error('damaged')
  const end = all.length - 4
  let at = 0
  const take = (size: number) => {
    if (size > end - at) throw new Error(`${size} bytes reach past the end`)
    at += size
    return all.slice(at - size, at)
  }
  const number = () => numberOf(5, take(8))
  const whole = () => {
    const value = number()
    if (!Number.isSafeInteger(value)) throw new Error(`${value} is no whole number`)
    return value
  }
  const count = (least: number) => {
    const value = whole()
    if (value < 0 || value * least > end - at) throw new Error(`${value} of them cannot follow`)
    return value
  }
  const flag = () => {
    const value = number()
    if (value !== 0 && value !== 1) throw new Error(`${value} is no flag`)
    return value === 1
  }
  const text = () => {
    const units = count(2)
    return Array.from({ length: units }, () => String.fromCharCode(integer(take(2)))).join('')
  }
  const bytes = () => take(count(1))
  if (text() !== kind) throw new Error('something else')
  if (number() !== 1) throw new Error('unknown version')
  return {
    number,
    whole,
    count,
    flag,
    text,
    bytes,
    end() {
      if (at !== end) throw new Error('bytes left over')
    },
  }
}

/** As many things as `count` says, read one after another. */
export function listOf<T>(count: number, read: () => T): T[] {
  const list: T[] = []
  while (list.length < count) list.push(read())
  return list
}
