import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'

// Imports modules and prints, as JSON, what they changed of the language's own objects and of the global one.

const LANGUAGE = runInNewContext('Object.getOwnPropertyNames(globalThis)')

/** Each property of each object that is reached from the language's globals, by its path. */
function snapshot() {
  const found = new Map()
  const seen = new Set([globalThis])
  const visit = (object, path) => {
    if (seen.has(object)) return
    seen.add(object)
    found.set(path, Object.isExtensible(object) ? 'extensible' : 'closed')
    for (const key of Reflect.ownKeys(object)) {
      const name = `${path}.${String(key)}`
      const { value, get, set, writable } = Object.getOwnPropertyDescriptor(object, key)
      found.set(name, [value, get, set, writable])
      for (const next of [value, get, set])
        if (typeof next === 'function' || (typeof next === 'object' && next !== null)) visit(next, `${name}!`)
    }
    const parent = Object.getPrototypeOf(object)
    found.set(`${path}.[[Prototype]]`, [parent])
    if (parent !== null) visit(parent, `${path}.[[Prototype]]!`)
  }
  for (const name of LANGUAGE) {
    const value = globalThis[name]
    if (typeof value === 'function' || (typeof value === 'object' && value !== null)) visit(value, name)
  }
  for (const key of Reflect.ownKeys(globalThis)) found.set(`globalThis.${String(key)}`, [])
  return found
}

const isSame = (a, b) => a === b || (a?.length === b?.length && [...a].every((part, i) => Object.is(part, b[i])))

const before = snapshot()
for (const path of process.argv.slice(2)) await import(path.startsWith('data:') ? path : pathToFileURL(path).href)
const after = snapshot()
const names = new Set([...before.keys(), ...after.keys()])
const changed = [...names].filter(
  name => !(before.has(name) && after.has(name) && isSame(before.get(name), after.get(name))),
)
console.log(JSON.stringify(changed))
