import { readFileSync, writeFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { defineConfig } from 'tsup'
import entryPoints from './entry-points.json' with { type: 'json' }

/** Packages whose used part is shipped inside: an install brings no others. */
const INSIDE = ['date-fns', '@date-fns/tz']

/** Sources stay modules of their own, so that a bundler takes those alone that are used. */
const modulePerFile: Plugin = {
  name: 'module-per-file',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, importer }) =>
      importer === '' || importer.includes('node_modules') ? undefined : { path: `${path}.js`, external: true },
    )
  },
}

/** The licenses of what is shipped inside, as they ask for. */
function licenses(): string {
  const textOf = (name: string) => readFileSync(`node_modules/${name}/LICENSE.md`, 'utf8').trim()
  const parts = INSIDE.map(name => `## ${name}\n\n${textOf(name)}\n`)
  return ['# Licenses of the packages whose code is part of this one\n', ...parts].join('\n')
}

export default defineConfig(({ outDir = 'dist' }) => ({
  entry: ['src/**/*.ts'],
  outDir,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  clean: true,
  splitting: true,
  sourcemap: true,
  noExternal: INSIDE,
  esbuildPlugins: [modulePerFile],
  dts: {
    entry: Object.fromEntries(
      Object.values(entryPoints).map(source => [source.replace(/^src\//, '').replace(/\.ts$/, ''), source]),
    ),
    banner: '/// <reference lib="esnext.disposable" />',
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
  onSuccess: async () => writeFileSync(`${outDir}/LICENSES.md`, licenses()),
}))
