import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../house/tree'
import { built, modulesIn, packagesImported, packagesInside } from './built'

let dist: string
beforeAll(async () => {
  dist = await built()
})
afterAll(() => rmSync(dist, { recursive: true }))

const read = (file: string) => readFileSync(`${dist}/${file}`, 'utf8')

/** What modules change of the language's own objects when a process imports them. */
function changedBy(modules: readonly string[]): string[] {
  const printed = execFileSync(process.execPath, [`${ROOT}test/package/surroundings.mjs`, ...modules])
  return JSON.parse(String(printed))
}

describe('dist', () => {
  test('imports no package but fast-check, and that in tidemark/testing alone', () => {
    const modules = modulesIn(dist)
    const imported = (file: string) => packagesImported(read(file))
    const testing = modules.filter(file => file.startsWith('testing/'))
    expect(testing.flatMap(imported)).toContain('fast-check')
    expect(testing.flatMap(imported).filter(name => name !== 'fast-check')).toEqual([])
    expect(modules.filter(file => !testing.includes(file)).flatMap(imported)).toEqual([])
  })

  test('an import of a package is found however it is written', () => {
    const code =
      "import a from 'a'\nexport * from 'b'\nconst c = await import('c')\nimport 'node:fs'\nimport { d } from './d.js'"
    expect(packagesImported(code)).toEqual(['a', 'b', 'c', 'node:fs'])
  })

  test('holds the license of each package whose code it holds', () => {
    const inside = [...new Set(modulesIn(dist).map(read).flatMap(packagesInside))].sort()
    expect(inside).toEqual(['@date-fns/tz', 'date-fns'])
    const notices = read('LICENSES.md').split(/^## /m).slice(1)
    expect(notices.map(notice => notice.split('\n')[0]).sort()).toEqual(inside)
    expect(notices.filter(notice => !/Copyright .*\n[\s\S]*Permission is hereby granted/.test(notice))).toEqual([])
  })

  test('code of another package is found', () => {
    const code = '// src/a.ts\nlet a\n// node_modules/b/c.js\n// ../node_modules/@d/e/f.js\n// node_modules/b/g.js'
    expect(packagesInside(code)).toEqual(['b', '@d/e'])
  })
})

describe('an import of the library', () => {
  test('changes nothing of the language: no prototype, no global', () => {
    expect(changedBy(modulesIn(dist).map(file => `${dist}/${file}`))).toEqual([])
  })

  test.each([
    ['Date.prototype.getDay = () => 0', ['Date.prototype!.getDay']],
    ['Object.defineProperty(Array.prototype, "peek", { get() {} })', ['Array.prototype!.peek']],
    ['Object.freeze(Intl.DateTimeFormat.prototype)', ['Intl.DateTimeFormat!.prototype!']],
    ['Object.setPrototypeOf(Map, class {})', ['Map.[[Prototype]]']],
    ['globalThis.tidemark = 1', ['globalThis.tidemark']],
    ['delete Math.sign', ['Math.sign', 'Math.sign!']],
  ])('that did %s would be found', (code, changed) => {
    expect(changedBy([`data:text/javascript,${encodeURIComponent(code)}`])).toEqual(expect.arrayContaining(changed))
  })
})
