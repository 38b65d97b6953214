import tidemark = require('tidemark')
import sqlite = require('tidemark/sqlite')

const aggregates = { n: tidemark.count() }

/** A CommonJS program takes the types and the values by require(). */
const open = (db: sqlite.SqliteHandle): Promise<tidemark.Rollup<typeof aggregates>> =>
  tidemark.rollup({ aggregates, store: sqlite.sqliteStore(db) })

export = { open }
