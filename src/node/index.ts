export { type KeepTimeOptions, keepTime, type Timekeeper } from './keep-time'
