import { readFileSync } from 'node:fs'

const entryPoints = JSON.parse(readFileSync(new URL('entry-points.json', import.meta.url), 'utf8'))

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  entryPoints: Object.values(entryPoints),
  tsconfig: 'tsconfig.json',
  skipErrorChecking: true,
  disableGit: true,
  disableSources: true,
  readme: 'none',
  excludeInternal: true,
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  intentionallyNotExported: ['Renamed', 'NumericField', 'WallUnitName'],
  requiredToBeDocumented: ['Class', 'Enum', 'Function', 'Interface', 'Method', 'TypeAlias', 'Variable'],
}
