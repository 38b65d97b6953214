import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { build } from 'tsup'
import ts from 'typescript'
import { ROOT } from '../house/tree'

/** Builds the library, declarations aside, into a folder from which packages can be imported; returns its path. */
export async function built(): Promise<string> {
  mkdirSync(`${ROOT}out`, { recursive: true })
  const outDir = mkdtempSync(`${ROOT}out/dist-`)
  await build({ config: `${ROOT}tsup.config.ts`, outDir, dts: false, silent: true })
  return outDir
}

/** The modules of a folder, with slashes, in order. */
export function modulesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter(file => file.endsWith('.js'))
    .map(file => file.replaceAll('\\', '/'))
    .sort()
}

/** The packages that a module imports. */
export function packagesImported(code: string): string[] {
  const names = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName)
  return names.filter(name => !name.startsWith('.'))
}

/** The packages whose code is part of a module: esbuild says above each piece where it is from. */
export function packagesInside(code: string): string[] {
  const pieces = code.matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)
  return [...new Set([...pieces].map(([, name]) => name))]
}
