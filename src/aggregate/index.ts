export {
  type Aggregate,
  type Aggregates,
  aggregate,
  type Columns,
  type Fields,
  type Numbers,
  type Readings,
  type Slots,
  slots,
} from './aggregate'
export { count } from './count'
export { first } from './first'
export { last } from './last'
export { max } from './max'
export { mean } from './mean'
export { min } from './min'
export { type Moments, moments } from './moments'
export { sum } from './sum'
export { type Quantiles, tdigest } from './tdigest'
