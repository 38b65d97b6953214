import { build } from 'esbuild'

/** An import as a bundler ships it: what is taken, and its bytes, minified. */
export interface ImportSize {
  readonly names: string
  readonly bytes: number
}

/** The package as npm installs it, bytes. */
export interface InstallSize {
  readonly download: number
  readonly unpacked: number
}

/** The most that an import may weigh, bytes. */
export const LIMITS: Readonly<Record<string, number>> = {
  TidemarkError: 500,
  count: 3_000,
  'resample, count': 31_000,
  rollup: 112_000,
}

/** Stated sizes may be off by this part, so that they are rewritten when something changed and not each time. */
const TOLERANCE = 0.05

const BEGIN = '<!-- sizes -->'
const END = '<!-- /sizes -->'

/** Bundles an import of each of `LIMITS` from a built entry point. */
export async function measureImports(entry: string): Promise<ImportSize[]> {
  return Promise.all(
    Object.keys(LIMITS).map(async names => {
      const contents = `import { ${names} } from ${JSON.stringify(entry)}\nconsole.log(${names})`
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: '.' },
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'neutral',
        write: false,
        logLevel: 'error',
      })
      return { names, bytes: outputFiles[0].contents.length }
    }),
  )
}

/** Imports that weigh more than they may. */
export function tooLarge(sizes: readonly ImportSize[]): string[] {
  return sizes
    .filter(({ names, bytes }) => !(bytes <= LIMITS[names]))
    .map(({ names, bytes }) => `an import of ${names} weighs ${bytes} bytes, more than ${LIMITS[names]}`)
}

/** The columns of the README's table. */
function columnsOf(imports: readonly ImportSize[], install: InstallSize): Size[] {
  const kilobytes = (bytes: number) => Number((bytes / 1000).toFixed(1))
  return [
    ...imports.map(({ names, bytes }) => ({ what: `\`import { ${names} }\``, size: kilobytes(bytes) })),
    { what: 'download', size: kilobytes(install.download) },
    { what: 'unpacked', size: kilobytes(install.unpacked) },
  ]
}

/** A README with these sizes between its markers; throws if it has none. */
export function withSizes(readme: string, imports: readonly ImportSize[], install: InstallSize): string {
  const [begin, end] = markersOf(readme)
  const columns = columnsOf(imports, install)
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const table = [
    row(columns.map(({ what }) => what)),
    row(columns.map(() => '---:')),
    row(columns.map(({ size }) => `${size.toFixed(1)} KB`)),
  ]
  return `${readme.slice(0, begin)}\n${table.join('\n')}\n${readme.slice(end)}`
}

/** Columns of the README's table that are missing, added, or off by more than the tolerance. */
export function stale(readme: string, imports: readonly ImportSize[], install: InstallSize): string[] {
  const stated = parse(readme.slice(...markersOf(readme)))
  const measured = columnsOf(imports, install)
  const isNear = (a: number, b: number) => Math.abs(a - b) <= Math.max(0.1, TOLERANCE * b)
  const found = ({ what, size }: Size) => stated.some(column => column.what === what && isNear(column.size, size))
  const known = ({ what }: Size) => measured.some(column => column.what === what)
  return [
    ...measured.filter(column => !found(column)).map(({ what, size }) => `${what}: ${size} KB is not stated`),
    ...stated.filter(column => !known(column)).map(({ what }) => `${what}: is not measured`),
  ]
}

/** A column: what is measured, and its kilobytes. */
interface Size {
  readonly what: string
  readonly size: number
}

function parse(table: string): Size[] {
  const [names = [], , sizes = []] = table
    .trim()
    .split('\n')
    .map(row => row.slice(2, -2).split(' | '))
  return names.map((what, c) => ({ what, size: Number.parseFloat(sizes[c]) }))
}

function markersOf(readme: string): [number, number] {
  const begin = readme.indexOf(BEGIN)
  const end = readme.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`README.md must hold ${BEGIN} and, after it, ${END}`)
  return [begin + BEGIN.length, end]
}
