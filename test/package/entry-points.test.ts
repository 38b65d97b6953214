import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import list from '../../entry-points.json'
import manifest from '../../package.json'
import tsconfig from '../../tsconfig.json'
import tsup from '../../tsup.config'
import vitest from '../../vitest.config'
import { ROOT } from '../house/tree'
import { builtFrom, differences, type EntryPoints } from './entry-points'

const sources = Object.values(list)
const subpathOf = (name: string) => name.replace(/^tidemark/, '.')
const mapped = (from: object, change: (name: string, value: any) => [string, string]): EntryPoints =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => change(name, value)))

describe('entry-points.json', () => {
  test('names files that are there', () => {
    expect(sources.filter(source => !existsSync(`${ROOT}${source}`))).toEqual([])
  })

  test('is what package.json exports, with types', () => {
    const { './package.json': itself, ...exported } = manifest.exports
    expect(itself).toBe('./package.json')
    for (const [way, extension] of [
      ['default', '.js'],
      ['types', '.d.ts'],
    ] as const) {
      const built = mapped(list, (subpath, source) => [subpath, builtFrom(source, extension)])
      const said = mapped(exported, (subpath, ways) => [subpath, ways[way]])
      expect(differences(built, `exports.${way}`, said)).toEqual([])
    }
  })

  test("is what tsconfig.json's paths say", () => {
    const paths = mapped(tsconfig.compilerOptions.paths, (name, [path]) => [subpathOf(name), path.replace('./', '')])
    expect(differences(list, 'paths', paths)).toEqual([])
  })

  test('is what vitest imports by those names', () => {
    const aliases = vitest.resolve!.alias as { find: RegExp; replacement: string }[]
    const names = Object.keys(list).map(subpath => `tidemark${subpath.slice(1)}`)
    const found = names.flatMap(name =>
      aliases
        .filter(({ find }) => find.test(name))
        .map(({ replacement }) => [subpathOf(name), replacement.slice(ROOT.length)]),
    )
    expect(aliases).toHaveLength(names.length)
    expect(differences(list, 'aliases', Object.fromEntries(found))).toEqual([])
  })

  test('is what declarations and the reference are made of', async () => {
    const { default: typedoc } = await import(`${ROOT}typedoc.config.mjs`)
    const { dts } = (tsup as (overrides: object) => { dts: { entry: Record<string, string> } })({})
    expect(Object.values(dts.entry)).toEqual(sources)
    expect(typedoc.entryPoints).toEqual(sources)
  })

  test('a subpath that a place lacks, adds or gives another file is found', () => {
    const made = { '.': 'src/index.ts', './node': 'src/node/index.ts' }
    expect(differences(made, 'paths', made)).toEqual([])
    expect(differences(made, 'paths', { '.': 'src/main.ts', './store': 'src/store/index.ts' })).toEqual([
      'paths: . is src/main.ts, not src/index.ts',
      'paths lacks ./node',
      'paths has ./store, which is not in entry-points.json',
    ])
  })
})
