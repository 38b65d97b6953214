export {
  type Aggregate,
  type AggregateDefinition,
  type Aggregates,
  aggregate,
  type Fields,
  type NumericReadings,
  type Readings,
  type Slots,
  type StateColumns,
  slots,
} from './aggregate'
export { count } from './basic/count'
export { first } from './basic/first'
export { last } from './basic/last'
export { max } from './basic/max'
export { mean } from './basic/mean'
export { min } from './basic/min'
export { type Moments, moments } from './basic/moments'
export { sum } from './basic/sum'
export { type Quantiles, tdigest } from './sketch/tdigest/tdigest'
