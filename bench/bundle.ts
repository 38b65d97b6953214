import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import entryPoints from '../entry-points.json'

/** A path from the project's root. */
export const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** The questions that are asked for by their letters or names; all, where none is. */
export function chosen(asked: readonly string[]): string[] {
  const all = readdirSync(at('bench/questions'))
    .map(file => file.replace(/\.ts$/, ''))
    .sort()
  for (const name of asked)
    if (!all.some(question => isCalled(question, name))) throw new Error(`no question ${name}: ${all.join(', ')}`)
  return all.filter(question => asked.length === 0 || asked.some(name => isCalled(question, name)))
}

function isCalled(question: string, name: string): boolean {
  return question === name || question[0] === name || question.slice(2) === name
}

/** Where each entry point is in the library as it is shipped. */
const shipped = Object.fromEntries(
  Object.entries(entryPoints).map(([subpath, source]) => [
    `tidemark${subpath.slice(1)}`,
    at(source.replace(/^src/, 'dist').replace(/ts$/, 'js')),
  ]),
)

/** A question as plain JavaScript, on the library as it is shipped; gives where it is. */
export async function bundle(question: string): Promise<string> {
  const outfile = at(`bench/out/${question}.mjs`)
  await build({
    entryPoints: [at(`bench/questions/${question}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: shipped,
    logLevel: 'error',
  })
  return outfile
}
