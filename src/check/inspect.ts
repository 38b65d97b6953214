import { isObject, isPlainObject } from './objects'

/** A value as an error shows it: short, on one line, and safe whatever the value is. */
export function inspect(value: unknown): string {
  const text = singleLine(describeValue(value))
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** What was thrown, as the end of a message: an error's own message, else the value. */
export function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message)
  } catch {
    // a proxy, or a message that throws: shown as any value is
  }
  return inspect(thrown)
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  if (typeof value === 'function') return textFrom(() => functionName(value), 'a function')
  if (isObject(value)) return textFrom(() => jsonText(value), 'an object')
  return String(value)
}

/** The object's own text, or `otherwise` if reading it throws: a cycle, a revoked proxy, a getter or toJSON that throws. */
function textFrom(say: () => unknown, otherwise: string): string {
  try {
    const text = say()
    return typeof text === 'string' ? text : otherwise
  } catch {
    return otherwise
  }
}

function functionName({ name }: { readonly name: unknown }): string | undefined {
  return typeof name === 'string' && name !== '' ? `function ${name}` : undefined
}

function jsonText(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  const text = JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))
  // What a Map, a Set or a promise holds is not JSON: its class says more than {}.
  return text === '{}' && !isPlainObject(value) ? `an instance of ${value.constructor.name || kindOf(value)}` : text
}

/** What a value without a named class is, such as AsyncGenerator. */
function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

function singleLine(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]+/g, ' ')
}
