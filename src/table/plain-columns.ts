import { invalidOption, rejectUnknownOptions } from '../check/options'
import { SECOND } from '../time/units'

/** How `toColumns` writes times. */
export interface ToColumnsOptions {
  /** Whether times are epoch seconds, as uPlot takes them, instead of milliseconds. Default false. */
  readonly seconds?: boolean | undefined
}

/** The starts of windows, then a column of numbers for each line of a chart; null for no value. */
export type ChartColumns = [times: number[], ...columns: (number | null)[][]]

/** Columns as plain arrays of numbers, null for no value: what JSON and charts can hold. */
export type PlainColumns<S> = { readonly [K in keyof S]: readonly (number | null)[] }

/** A column as a plain array: null for NaN and for infinities, which JSON cannot hold and charts cannot draw. */
export function plainColumn(column: Float64Array): (number | null)[] {
  return Array.from(column, value => (Number.isFinite(value) ? value : null))
}

/** The columns of windows as plain arrays, by name. */
export function plainColumns<S>(columns: { readonly [K in keyof S]: Float64Array }): PlainColumns<S> {
  const list = Object.entries<Float64Array>(columns)
  return Object.fromEntries(list.map(([name, column]) => [name, plainColumn(column)])) as unknown as PlainColumns<S>
}

/** Starts and columns as charts take them. */
export function chartColumns(
  starts: Float64Array,
  columns: readonly Float64Array[],
  options: ToColumnsOptions,
): ChartColumns {
  rejectUnknownOptions('toColumns', options, { seconds: true })
  const { seconds = false } = options
  if (typeof seconds !== 'boolean') throw invalidOption('seconds', 'true or false', seconds)
  return [Array.from(starts, start => (seconds ? start / SECOND : start)), ...columns.map(plainColumn)]
}
