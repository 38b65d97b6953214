import ts from 'typescript'
import type { Tree } from './tree'

/** The rooms in the order in which data flows: each may import from itself and from those before it. */
export const ROOMS =
  'error check time series point window aggregate state codec store fill route table ingest tier query rollup stream node testing index'.split(
    ' ',
  )

/** Rooms that need few of those before them, and nothing else. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  store: ['error', 'check', 'time'],
}

/** Rooms that do without some of those before them. */
const SPARES: Readonly<Record<string, readonly string[]>> = {
  stream: ['store', 'ingest', 'tier', 'query', 'rollup'],
  ingest: ['store'],
}

/** What may be imported besides the library's own files, and by which rooms. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'date-fns': ROOMS,
  '@date-fns/tz': ROOMS,
  'fast-check': ['testing'],
}

/** An import or re-export, of types too. */
interface Import {
  readonly file: string
  readonly specifier: string
  /** The file of the tree that is meant; undefined if it is none. */
  readonly target: string | undefined
}

/** `fill/gaps.ts` is in the room `fill`, and `rollup.ts` is a room by itself. */
function roomOf(path: string): string {
  return path.split('/')[0].replace(/\.ts$/, '')
}

/** Imports of a room that comes later, and files in no room. */
export function backward(tree: Tree): string[] {
  const strangers = [...tree.keys()].filter(path => !ROOMS.includes(roomOf(path)))
  const wrong = importsOf(tree).filter(({ file, target }) => target && rank(target) > rank(file))
  return [
    ...strangers.map(path => `${path} is in no room`),
    ...wrong.map(({ file, target }) => `${file} imports ${target}, which is further down`),
  ]
}

/** Imports of a room that another one is to do without. */
export function unneeded(tree: Tree): string[] {
  return importsOf(tree).flatMap(({ file, target }) => {
    const [from, to] = [roomOf(file), target === undefined ? undefined : roomOf(target)]
    if (to === undefined || to === from) return []
    const needed = NEEDS[from]?.includes(to) ?? !SPARES[from]?.includes(to)
    return needed ? [] : [`${file} imports ${target}, which ${from}/ does without`]
  })
}

/** Imports of what is neither a file of the tree nor a package that the room may use. */
export function foreign(tree: Tree): string[] {
  return importsOf(tree)
    .filter(({ file, specifier, target }) => !target && !PACKAGES[packageOf(specifier)]?.includes(roomOf(file)))
    .map(({ file, specifier }) => `${file} imports ${specifier}`)
}

/** Files that import themselves by way of others: one path for each circle that is found. */
export function circles(tree: Tree): string[] {
  const targets = new Map<string, string[]>()
  for (const { file, target } of importsOf(tree)) if (target) targets.set(file, [...(targets.get(file) ?? []), target])
  const done = new Set<string>()
  const found: string[] = []
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '))
    if (at >= 0 || done.has(file)) return
    for (const target of targets.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const file of tree.keys()) walk(file, [])
  return found
}

/** Rooms without a test, and folders of tests that are neither a room's nor one of `others`. */
export function unmirrored(tree: Tree, tests: readonly string[], others: readonly string[]): string[] {
  const rooms = [...new Set([...tree.keys()].map(roomOf))].filter(room => room !== 'index')
  const isTestOf = (room: string, test: string) =>
    test === `${room}.test.ts` || (test.startsWith(`${room}/`) && test.endsWith('.test.ts'))
  const folders = new Set(tests.filter(test => test.includes('/')).map(roomOf))
  return [
    ...rooms.filter(room => !tests.some(test => isTestOf(room, test))).map(room => `src/${room} has no test`),
    ...[...folders]
      .filter(name => !rooms.includes(name) && !others.includes(name))
      .map(name => `test/${name} mirrors no room`),
  ]
}

function importsOf(tree: Tree): Import[] {
  return [...tree].flatMap(([file, text]) =>
    ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: specifier }) => {
      const path = new URL(specifier, `file:///${file}`).pathname.slice(1)
      const target = specifier.startsWith('.') && tree.has(`${path}.ts`) ? `${path}.ts` : undefined
      return { file, specifier, target }
    }),
  )
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]
}

function rank(path: string): number {
  return ROOMS.indexOf(roomOf(path))
}
