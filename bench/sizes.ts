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

/** The rows of the README's table. */
function rowsOf(imports: readonly ImportSize[], install: InstallSize): string[] {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`
  return [
    ...imports.map(({ names, bytes }) => `| \`import { ${names} }\` | ${kilobytes(bytes)} |`),
    `| \`npm install tidemark\`, download | ${kilobytes(install.download)} |`,
    `| \`npm install tidemark\`, unpacked | ${kilobytes(install.unpacked)} |`,
  ]
}

/** A README with these sizes between its markers; throws if it has none. */
export function withSizes(readme: string, imports: readonly ImportSize[], install: InstallSize): string {
  const [begin, end] = markersOf(readme)
  const table = ['| minified, or installed | size |', '|---|---:|', ...rowsOf(imports, install)].join('\n')
  return `${readme.slice(0, begin)}\n${table}\n${readme.slice(end)}`
}

/** Rows of the README's table that are missing, added, or off by more than the tolerance. */
export function stale(readme: string, imports: readonly ImportSize[], install: InstallSize): string[] {
  const stated = readme
    .slice(...markersOf(readme))
    .trim()
    .split('\n')
    .slice(2)
    .map(parse)
  const measured = rowsOf(imports, install).map(parse)
  const isNear = (a: number, b: number) => Math.abs(a - b) <= Math.max(0.1, TOLERANCE * b)
  const found = ({ what, size }: Row) => stated.some(row => row.what === what && isNear(row.size, size))
  const known = ({ what }: Row) => measured.some(row => row.what === what)
  return [
    ...measured.filter(row => !found(row)).map(({ what, size }) => `${what}: ${size} KB is not stated`),
    ...stated.filter(row => !known(row)).map(({ what }) => `${what}: is not measured`),
  ]
}

interface Row {
  readonly what: string
  readonly size: number
}

function parse(row: string): Row {
  const [, what = row, size = ''] = /^\| (.*) \| ([\d.]+) KB \|$/.exec(row) ?? []
  return { what, size: Number.parseFloat(size) }
}

function markersOf(readme: string): [number, number] {
  const begin = readme.indexOf(BEGIN)
  const end = readme.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`README.md must hold ${BEGIN} and, after it, ${END}`)
  return [begin + BEGIN.length, end]
}
