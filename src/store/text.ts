import type { Marks } from './store'

/**
 * Encodes a string so that a database can store it as UTF-8 text, and no two strings become one.
 *
 * Most strings stay as they are, for people to read. A string that holds a NUL or half of a surrogate pair, which UTF-8 or
 * a database cannot hold, becomes JSON; so does one that starts with a quotation mark, so that the two can be told apart.
 *
 * @example
 * encodeText('latency')   // => 'latency'
 * encodeText('a\u0000b')   // => '"a\\u0000b"'
 */
export function encodeText(value: string): string {
  const needsJson = value.includes('\0') || LONE_SURROGATE.test(value) || value.startsWith('"')
  return needsJson ? JSON.stringify(value) : value
}

/**
 * Returns the string that `encodeText` encoded.
 *
 * @example
 * decodeText(encodeText('a\u0000b'))   // => 'a\u0000b'
 */
export function decodeText(text: string): string {
  return text.startsWith('"') ? JSON.parse(text) : text
}

/**
 * Encodes marks as JSON text. Infinities and -0, which JSON cannot hold, become strings.
 *
 * @example
 * encodeMarks({ '1m': { sealed: 60_000, dropped: -Infinity } })
 * // => '{"1m":{"sealed":60000,"dropped":"-Infinity"}}'
 */
export function encodeMarks(marks: Marks): string {
  return JSON.stringify(marks, (_, value) => {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
    return Object.is(value, -0) ? '-0' : String(value)
  })
}

/**
 * Returns the marks that `encodeMarks` encoded.
 *
 * @example
 * decodeMarks('{"1m":{"sealed":60000,"dropped":"-Infinity"}}')['1m'].dropped   // => -Infinity
 */
export function decodeMarks(text: string): Marks {
  return JSON.parse(text, (_, value) => (typeof value === 'string' ? Number(value) : value))
}

const LONE_SURROGATE = /\p{Surrogate}/u
