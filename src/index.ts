export * from './aggregate/index'
export { type ErrorCode, TidemarkError } from './error'
export * from './fill/index'
export type { Point, SeriesHandle } from './ingest/ingest'
export type { LoadOptions, LoadResult, LoadSource, PointColumns } from './ingest/load'
export {
  type Answer,
  type AnswerGroup,
  type AnswerJson,
  type AnswerRow,
  type GroupTags,
  Status,
  type StatusName,
} from './query/answer'
export type {
  QueryColumns,
  QueryOptions,
  QueryRange,
  QueryTarget,
  QueryWindows,
  TopGroups,
} from './query/query-options'
export type { AdvanceResult } from './rollup/engine'
export type { RollupOptions } from './rollup/options'
export { type Rollup, rollup } from './rollup/rollup'
export type { RollupStats } from './rollup/stats'
export type { Plan, Segment, Why } from './route/plan'
export type { Tags } from './series/series-key'
export { type MemoryStore, memoryStore } from './store/memory/memory'
export type { Store } from './store/store'
export type { EventSink, StreamSource, Windowed } from './stream/input/event-sink'
export type { RunOptions } from './stream/input/run'
export type { AbsorbedPane, LateEvent, Pane, Timing } from './stream/pane'
export type { Emit, Mode, WindowedOptions } from './stream/settings'
export type { StreamStats } from './stream/stats'
export { type TopPanesOptions, topPanes } from './stream/top-panes'
export { windowed } from './stream/windowed'
export type { ColumnsOf, DefaultColumns, IfUnset, NameTakenByRows, SelectedColumns } from './table/column-options'
export type { FillOption } from './table/fill-columns'
export type { ChartColumns, PlainColumns, ToColumnsOptions } from './table/plain-columns'
export { type Columns, type ResampleOptions, type ResampleTarget, resample } from './table/resample'
export type { AnswerColumns, AnswerRowName, Select, Selected, TableRowName } from './table/selection'
export type { Table, TableRow } from './table/table'
export type { TierOptions } from './tier/ladder'
export type { BlockedRows, ExpiringBatch, ExpiringRow, RetentionPlan } from './tier/retention'
export type { Duration } from './time/duration'
export type { Instant } from './time/instant'
export * from './window/index'
