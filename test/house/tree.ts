import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Source files: their text by their path below `src/`, with slashes. */
export type Tree = ReadonlyMap<string, string>

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The paths of all files in a folder of the project, with slashes, in order. */
export function filesIn(folder: string): string[] {
  const entries = readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  const below = (path: string) => relative(`${ROOT}${folder}`, path).replaceAll('\\', '/')
  return files.map(entry => below(join(entry.parentPath, entry.name))).sort()
}

/** The library's own sources. */
export function sources(): Tree {
  const files = filesIn('src').filter(path => path.endsWith('.ts'))
  return new Map(files.map(path => [path, readFileSync(`${ROOT}src/${path}`, 'utf8')]))
}

/** A made-up tree, to see a check fail. */
export function tree(files: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(files))
}

/** `path:line: fault` for each node of the tree that has a fault. */
export function find(tree: Tree, faultOf: (node: ts.Node, path: string) => string | undefined): string[] {
  const found: string[] = []
  for (const [path, text] of tree) {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
    const visit = (node: ts.Node): void => {
      const fault = faultOf(node, path)
      const { line } = file.getLineAndCharacterOfPosition(node.getStart())
      if (fault !== undefined) found.push(`${path}:${line + 1}: ${fault}`)
      node.forEachChild(visit)
    }
    visit(file)
  }
  return found
}

/** Folders of a tree that hold more than `most` files of their own, with how many. */
export function crowdedFolders(tree: Tree, most: number): string[] {
  const counts = new Map<string, number>()
  for (const path of tree.keys()) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].filter(([, files]) => files > most).map(([folder, files]) => `${folder}: ${files} files`)
}

/** Files of a tree with more than `most` lines, with how many. */
export function longFiles(tree: Tree, most: number): string[] {
  const lengths = [...tree].map(([path, text]): [string, number] => [path, text.trimEnd().split('\n').length])
  return lengths.filter(([, lines]) => lines > most).map(([path, lines]) => `${path}: ${lines} lines`)
}

/** Paths of a list that name no test file, and no folder with one: the list must not outlive its tests. */
export function unknownTests(paths: readonly string[], tests: readonly string[]): string[] {
  const isNamed = (path: string) =>
    tests.some(test => test.endsWith('.test.ts') && (path.endsWith('/') ? test.startsWith(path) : test === path))
  return paths.filter(path => !isNamed(path))
}
