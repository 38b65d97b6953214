import ts from 'typescript'
import type { Tree } from './tree'

/** Source files whose tests stand in the test file of a neighbor: what they do shows only there. */
const COVERED_BY: Readonly<Record<string, string>> = {
  'check/inspect.ts': 'error.test.ts',
  'check/objects.ts': 'error.test.ts',
  'check/options.ts': 'error.test.ts',
  'check/user-code.ts': 'check/messages.test.ts',
  'codec/byte-reader.ts': 'codec/codec.test.ts',
  'codec/byte-writer.ts': 'codec/codec.test.ts',
  'codec/decoder.ts': 'codec/codec.test.ts',
  'codec/encoder.ts': 'codec/codec.test.ts',
  'codec/layout.ts': 'codec/codec.test.ts',
  'codec/number-encoding.ts': 'codec/codec.test.ts',
  'fill/constant.ts': 'fill/fill.test.ts',
  'fill/gap-filler.ts': 'fill/fill.test.ts',
  'fill/linear.ts': 'fill/fill.test.ts',
  'fill/nearest.ts': 'fill/fill.test.ts',
  'fill/next.ts': 'fill/fill.test.ts',
  'fill/previous.ts': 'fill/fill.test.ts',
  'fill/zero.ts': 'fill/fill.test.ts',
  'ingest/absorb.ts': 'ingest/drained.test.ts',
  'ingest/counters.ts': 'ingest/ingest.test.ts',
  'ingest/series-handle.ts': 'ingest/ingest.test.ts',
  'rollup/engine.ts': 'rollup/rollup.test.ts',
  'rollup/options.ts': 'rollup/open.test.ts',
  'rollup/stats.ts': 'rollup/rollup.test.ts',
  'series/hash.ts': 'series/series-table.test.ts',
  'state/guard-select.ts': 'state/readings.test.ts',
  'store/memory/btree-leaf.ts': 'store/memory/btree.test.ts',
  'store/memory/row-cursor.ts': 'store/memory/memory.test.ts',
  'store/memory/series-list.ts': 'store/memory/memory.test.ts',
  'store/sqlite/catalog.ts': 'store/sqlite/sqlite.test.ts',
  'store/sqlite/commit-writes.ts': 'store/sqlite/sqlite.test.ts',
  'store/sqlite/errors.ts': 'store/sqlite/handle.test.ts',
  'store/sqlite/row-reads.ts': 'store/sqlite/sqlite.test.ts',
  'stream/input/event.ts': 'stream/windowed.test.ts',
  'stream/input/read-event.ts': 'stream/windowed.test.ts',
  'stream/input/watermark.ts': 'stream/input/source.test.ts',
  'stream/pane-builder.ts': 'stream/model.test.ts',
  'stream/pane-counts.ts': 'stream/model.test.ts',
  'stream/pane-emitter.ts': 'stream/model.test.ts',
  'stream/session/open-session.ts': 'stream/model.test.ts',
  'stream/session/session-windows.ts': 'stream/model.test.ts',
  'stream/settings.ts': 'stream/windowed.test.ts',
  'stream/sliced/key-slices.ts': 'stream/model.test.ts',
  'stream/sliced/slice-index.ts': 'stream/model.test.ts',
  'stream/sliced/slice-layout.ts': 'stream/model.test.ts',
  'stream/sliced/sliced-windows.ts': 'stream/model.test.ts',
  'stream/state/row-pool.ts': 'stream/state/key-table.test.ts',
  'stream/stats.ts': 'stream/model.test.ts',
  'table/grid.ts': 'table/resample.test.ts',
  'table/table.ts': 'table/resample.test.ts',
  'testing/laws/aggregate-states.ts': 'testing/laws/aggregate-laws.test.ts',
  'testing/laws/filler-laws.ts': 'fill/laws.test.ts',
  'testing/laws/has-effect.ts': 'testing/laws/aggregate-laws.test.ts',
  'testing/laws/law.ts': 'testing/laws/aggregate-laws.test.ts',
  'testing/laws/round-trip.ts': 'testing/laws/aggregate-laws.test.ts',
  'testing/laws/row-isolation.ts': 'testing/laws/aggregate-laws.test.ts',
  'testing/laws/windower-laws.ts': 'window/laws.test.ts',
  'testing/store-suite/commit-laws.ts': 'testing/store-suite.test.ts',
  'testing/store-suite/read-laws.ts': 'testing/store-suite.test.ts',
  'testing/store-suite/row-laws.ts': 'testing/store-suite.test.ts',
  'testing/store-suite/series-laws.ts': 'testing/store-suite.test.ts',
  'testing/store-suite/store-law.ts': 'testing/store-suite.test.ts',
  'testing/store-suite/store-model.ts': 'testing/store-suite.test.ts',
  'testing/store-suite/store-suite.ts': 'testing/store-suite.test.ts',
  'testing/store-suite/test-writer.ts': 'testing/store-suite.test.ts',
  'tier/context.ts': 'tier/seal.test.ts',
  'time/clock.ts': 'ingest/ingest.test.ts',
  'window/calendar/hours.ts': 'window/calendar/calendar.test.ts',
  'window/calendar/page-cache.ts': 'window/calendar/zone.test.ts',
  'window/calendar/units.ts': 'window/calendar/calendar.test.ts',
  'window/number-windows.ts': 'window/group-by-window.test.ts',
  'window/offset.ts': 'window/fixed.test.ts',
  'window/parse-name.ts': 'window/to-windower.test.ts',
}

/** Test files of a room that no source file is named like, each with the reason. */
const OTHER_TESTS: Readonly<Record<string, string>> = {
  'aggregate/basic/nist.test.ts': 'certified values that several aggregates are compared with',
  'aggregate/laws.test.ts': 'the laws of every aggregate',
  'aggregate/sketch/tdigest/accuracy.test.ts': 'the bounds that the documentation states',
  'aggregate/sketch/tdigest/reference.test.ts': 'a plain implementation of the paper beside the fast one',
  'check/messages.test.ts': 'every code, with the message that a user sees',
  'codec/golden.test.ts': 'bytes of earlier versions',
  'fill/laws.test.ts': 'the laws of every filler',
  'ingest/add.test.ts': 'one point beside a batch of one, for points of any make',
  'ingest/drained-read-back.test.ts': 'an independent reader of FORMAT.md',
  'series/read-key.test.ts': 'two ways of reading tags, for tags of any make',
  'store/faults/linearizability.test.ts': 'what concurrent callers of a store may see',
  'store/faults/mirrored-store.test.ts': 'two stores beside each other',
  'store/faults/retrying-store.test.ts': 'a store behind a connection that is lost',
  'store/faults/scheduled-store.test.ts': 'a store whose answers come in any order',
  'stream/broken-streams.test.ts': 'specimens that the simulation must reject',
  'stream/laws.test.ts': 'the laws of every stream',
  'stream/model.test.ts': 'the simulation beside the model',
  'stream/read-back.test.ts': 'an independent reader of FORMAT.md',
  'stream/vectors.test.ts': 'vectors of other systems',
  'testing/store-suite.test.ts': 'the suite with every store, and with broken ones',
  'time/uneven-units.test.ts': 'months and years, in each place that takes a duration',
  'window/laws.test.ts': 'the laws of every windower',
  'window/vectors.test.ts': 'vectors of other systems',
}

interface Lists {
  readonly covered: Readonly<Record<string, string>>
  readonly others: Readonly<Record<string, string>>
}

/**
 * Source files without a test file beside them, test files of a room without a source file, and entries of the lists that
 * are not needed or name a test that is not there.
 */
export function unmirroredFiles(
  tree: Tree,
  tests: readonly string[],
  { covered, others }: Lists = { covered: COVERED_BY, others: OTHER_TESTS },
): string[] {
  const testFiles = tests.filter(path => path.endsWith('.test.ts'))
  const rooms = new Set([...tree.keys()].filter(path => path.includes('/')).map(path => path.split('/')[0]))
  const bare = [...tree]
    .filter(([path, text]) => hasLogic(path, text) && !testFiles.includes(testOf(path)))
    .map(([path]) => path)
  const strangers = testFiles.filter(
    path => rooms.has(path.split('/')[0]) && !tree.has(path.replace(/\.test\.ts$/, '.ts')),
  )
  return [
    ...bare.filter(path => !Object.hasOwn(covered, path)).map(path => `${path} has no test`),
    ...strangers.filter(path => !Object.hasOwn(others, path)).map(path => `${path} tests no file of that name`),
    ...Object.entries(covered)
      .filter(([, test]) => !testFiles.includes(test))
      .map(([path, test]) => `${path} is not covered by ${test}, which is not there`),
    ...Object.keys(covered)
      .filter(path => !bare.includes(path))
      .map(path => `${path} needs no other test`),
    ...Object.keys(others)
      .filter(path => !strangers.includes(path))
      .map(path => `${path} needs no reason`),
  ]
}

function testOf(path: string): string {
  return path.replace(/\.ts$/, '.test.ts')
}

/** Whether a file has code of its own: not only types, constants and what it passes on. */
function hasLogic(path: string, text: string): boolean {
  let found = false
  const visit = (node: ts.Node): void => {
    found ||= ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
    if (!found) node.forEachChild(visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022))
  return found
}
