import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import entryPoints from '../entry-points.json'

/** A path from the project's root. */
export const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Where each entry point is in the library as it is shipped. */
const shipped = Object.fromEntries(
  Object.entries(entryPoints).map(([subpath, source]) => [
    `tidemark${subpath.slice(1)}`,
    at(source.replace(/^src/, 'dist').replace(/ts$/, 'js')),
  ]),
)

/** A question as plain JavaScript, on the library as it is shipped; returns its path. */
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
