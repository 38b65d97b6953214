import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type Replacement = readonly [file: string, from: string, to: string]

/** A tuned constant of the t-digest, with the values around its own that are tried. */
export interface TunedConstant {
  readonly name: string
  readonly file: string
  /** In ascending order; the one without replacements is the constant as it stands. */
  readonly values: readonly { readonly label: string; readonly replacements: readonly Replacement[] }[]
}

const FOLDERS = ['aggregate/sketch/tdigest', 'aggregate/kernel']

/** A constant that is a number: its own value is read from the source. */
function constant(file: string, name: string, ...values: number[]): TunedConstant {
  const [line, own] = declarationOf(file, name)
  const all = [...values, Number(own)].sort((a, b) => a - b)
  return {
    name,
    file,
    values: all.map(value => ({
      label: String(value),
      replacements: value === Number(own) ? [] : [[file, line, `const ${name} = ${value}`] as const],
    })),
  }
}

function declarationOf(file: string, name: string): [line: string, value: string] {
  for (const folder of FOLDERS) {
    const path = fileURLToPath(new URL(`../src/${folder}/${file}.ts`, import.meta.url))
    const found = textOf(path).match(new RegExp(`const ${name} = ([0-9.]+)$`, 'm'))
    if (found) return [found[0], found[1]]
  }
  throw new Error(`no constant ${name} in ${file}.ts`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const LIMIT = 'return Math.sqrt(p * Math.sqrt(p))'

/** The size limit as another power of q (1 - q), with the scale that makes about as many centroids: `integral` of them at 1. */
function exponent(label: string, power: number, integral: number): TunedConstant['values'][number] {
  const [scale, own] = declarationOf('compressor', 'SCALE_AT_COMPRESSION_1')
  const [centroids, ownIntegral] = declarationOf('merge-into-cells', 'CENTROIDS_AT_LIMIT')
  return {
    label,
    replacements: [
      ['scale-function', LIMIT, `return p ** ${power}`],
      ['compressor', scale, `const SCALE_AT_COMPRESSION_1 = ${(Number(own) * integral) / Number(ownIntegral)}`],
      ['merge-into-cells', centroids, `const CENTROIDS_AT_LIMIT = ${integral}`],
    ],
  }
}

const DENSITY = 'share *= Math.sqrt(ratio * Math.sqrt(ratio))'
const density = (label: string, power: number): TunedConstant['values'][number] => ({
  label,
  replacements: [['quantile-curve', DENSITY, `share *= ratio ** ${power}`]],
})

export const tunedConstants: readonly TunedConstant[] = [
  {
    name: 'compression',
    file: 'tdigest',
    values: [20, 50, 100, 200, 500].map(value => ({
      label: String(value),
      replacements: value === 100 ? [] : [['tdigest', 'compression = 100 }', `compression = ${value} }`]],
    })),
  },
  constant('layout', 'CENTROIDS_PER_COMPRESSION', 1, 1.25, 1.75, 2),
  constant('layout', 'MIN_BUFFER', 7, 17, 57, 107),
  {
    name: 'exponent of the size limit',
    file: 'scale-function',
    values: [
      exponent('1/2 (k1)', 1 / 2, Math.PI),
      exponent('2/3', 2 / 3, 5.2999),
      { label: '3/4', replacements: [] },
      exponent('7/8', 7 / 8, 15.655),
      // its integral grows with the number of points: from 1 / n to 1 - 1 / n it is 2 ln n
      exponent('1 (k2)', 1, 20.6),
    ],
  },
  constant('compressor', 'SCALE_AT_COMPRESSION_1', 4, 5, 7, 8),
  constant('compressor', 'POINTS_PER_MERGE', 512, 1024, 2048, 8192),
  constant('compressor', 'MIN_RESCALE', 1.01, 1.05, 1.3, 1.6),
  constant('compressor', 'BRIDGING_RESCALE', 1, 1.5, 4, 8),
  constant('compressor', 'CELL_MERGE_RATIO', 1, 2, 8, 1000),
  constant('compress', 'ATOM_SHARE', 0.1, 0.25, 0.6, 1),
  constant('compress', 'GAP_RATIO', 1.5, 2, 5, 1000),
  constant('compress', 'GAP_SEARCH_RATIO', 1, 1.2, 2, 4),
  constant('compress', 'MAX_SKEW', 0, 0.2, 0.6, 1),
  constant('compress', 'MIN_POINTS_PER_RANK_OFFSET', 2, 3, 8, 20),
  constant('merge-into-cells', 'CUT_RATIO', 1.1, 1.2, 1.6, 1000),
  constant('merge-into-cells', 'CUT_RATIO_OF_AVERAGE', 1, 1.2, 1.6, 2),
  constant('flush-light', 'LIGHT_RATIO', 2, 3, 8, 1000),
  constant('quantile-curve', 'MAX_REACH_RATIO', 1, 1.5, 3, 1000),
  constant('quantile-curve', 'MAX_SIDE_SHARE', 0.5, 0.55, 0.7, 1),
  constant('quantile-curve', 'MAX_DENSITY_RATIO', 1, 2, 5, 1000),
  {
    name: 'power of the density',
    file: 'quantile-curve',
    values: [density('0', 0), density('1/2', 1 / 2), { label: '3/4', replacements: [] }, density('1', 1)],
  },
  constant('radix-sort', 'MAX_INSERTION', 12, 24, 96, 192),
]
