import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import { begin, rollback } from './connection'
import type { SqliteHandle } from './handle'

/** The version of the tables that this file creates. */
const SCHEMA_VERSION = 2

/**
 * Rows are stored in the order of their commits, with an index by writer, tier, series and time. So a commit of many series
 * writes few pages; rows in the order of their keys would touch a page per series. The view is for people.
 */
const TABLES = `
CREATE TABLE tidemark_schema (version INTEGER NOT NULL) STRICT;
CREATE TABLE tidemark_writers (
  id INTEGER PRIMARY KEY,
  writer TEXT NOT NULL UNIQUE,
  epoch INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  position TEXT NOT NULL,
  marks TEXT NOT NULL,
  definition TEXT NOT NULL DEFAULT 'null'
) STRICT;
CREATE TABLE tidemark_series (
  writer_id INTEGER NOT NULL REFERENCES tidemark_writers (id),
  series INTEGER NOT NULL,
  metric TEXT NOT NULL,
  tags TEXT NOT NULL,
  PRIMARY KEY (writer_id, series)
) STRICT, WITHOUT ROWID;
CREATE TABLE tidemark_rows (
  writer_id INTEGER NOT NULL REFERENCES tidemark_writers (id),
  tier TEXT NOT NULL,
  series INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  states BLOB NOT NULL,
  PRIMARY KEY (writer_id, tier, series, start)
) STRICT;
CREATE VIEW tidemark AS
  SELECT writer, metric, tags, tier,
         strftime('%Y-%m-%dT%H:%M:%fZ', start / 1000.0, 'unixepoch') AS "from",
         strftime('%Y-%m-%dT%H:%M:%fZ', "end" / 1000.0, 'unixepoch') AS "to",
         length(states) AS bytes
    FROM tidemark_rows JOIN tidemark_writers ON id = tidemark_rows.writer_id
    JOIN tidemark_series USING (writer_id, series);
INSERT INTO tidemark_schema VALUES (${SCHEMA_VERSION});
`

/** The statements that upgrade tables of each older version to the next. Rows of version 1 stay in the order of their keys, which reads the same. */
const UPGRADES: Readonly<Record<number, string>> = {
  1: "ALTER TABLE tidemark_writers ADD COLUMN definition TEXT NOT NULL DEFAULT 'null'",
}

/** Creates the tables if there are none, and upgrades older ones; throws TIDEMARK_STORE if they are of a newer version. @internal */
export function prepareSchema(handle: SqliteHandle): void {
  // Looked at without a lock first, so that opening existing tables never waits.
  if (!hasTables(handle) || isOld(versionOf(handle))) createTables(handle)
  const version = versionOf(handle)
  if (version !== SCHEMA_VERSION)
    throw new TidemarkError(
      'TIDEMARK_STORE',
      `sqlite: the tables have version ${inspect(version)}, and this version of tidemark reads up to ${SCHEMA_VERSION}. Update tidemark to open them.`,
    )
}

function createTables(handle: SqliteHandle): void {
  begin(handle, 'BEGIN IMMEDIATE')
  try {
    if (!hasTables(handle)) handle.exec(TABLES)
    for (let version = versionOf(handle); isOld(version); version = versionOf(handle))
      handle.exec(`${UPGRADES[version]}; UPDATE tidemark_schema SET version = ${version + 1}`)
    handle.exec('COMMIT')
  } catch (error) {
    rollback(handle)
    throw error
  }
}

function versionOf(handle: SqliteHandle): unknown {
  return (handle.prepare('SELECT version FROM tidemark_schema').get() as { version: number } | undefined)?.version
}

function isOld(version: unknown): version is number {
  return typeof version === 'number' && Object.hasOwn(UPGRADES, version)
}

function hasTables(handle: SqliteHandle): boolean {
  const has = handle.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'tidemark_schema'").get()
  return (has as { n: number }).n > 0
}
