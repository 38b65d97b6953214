/**
 * A string as SQLite's UTF-8 texts can hold it: as it is, or, where it holds a NUL or half a surrogate pair, or begins like
 * that, as JSON. So two strings never become one, and most can be read by people.
 *
 * @internal
 */
export function toText(value: string): string {
  const isOdd = value.includes('\0') || HALF_A_PAIR.test(value) || value.startsWith('"')
  return isOdd ? JSON.stringify(value) : value
}

/** The string that a text of `toText` stands for. @internal */
export function fromText(text: string): string {
  return text.startsWith('"') ? JSON.parse(text) : text
}

const HALF_A_PAIR = /\p{Surrogate}/u
