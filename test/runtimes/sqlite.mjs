import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { rollup, sum } from 'tidemark'
import { sqliteStore } from 'tidemark/sqlite'
import { storeSuite } from 'tidemark/testing'

// The built library over node:sqlite of the Node that runs this: the laws of a store in memory and in files, and reopening.

if (process.argv[2]) {
  process.send('ready')
  await once(process, 'message')
  await sqliteStore(new DatabaseSync(process.argv[2])).lease('main')
  process.exit()
}

const folder = mkdtempSync(join(tmpdir(), 'tidemark-'))
const handles = []
let files = 0
const newFile = () => join(folder, `${files++}.db`)
const open = path => {
  const handle = new DatabaseSync(path)
  handles.push(handle)
  return handle
}

async function reopened() {
  const path = newFile()
  const opened = handle => rollup({ aggregates: { sum: sum() }, store: sqliteStore(handle), clock: () => 600_000 })
  const handle = open(path)
  const first = await opened(handle)
  for (let time = 0; time < 600_000; time += 1000) first.add({ metric: 'm', value: 2, time, tags: { route: '/"é\0' } })
  await first.flush({ position: { offset: 600 } })
  await first.advance(7_200_000)
  await first.close()
  handle.close()
  const again = await opened(open(path))
  const answer = await again.query({ metric: 'm', by: ['route'], from: 0, to: 600_000 })
  const [{ tags, columns }] = answer.groups
  agree([again.position, tags, columns.sum[0]], [{ offset: 600 }, { route: '/"é\0' }, 1200])
  agree(open(path).prepare('SELECT count(*) AS n FROM tidemark').get().n > 0, true)
}

async function lockedOut() {
  const path = newFile()
  const store = sqliteStore(open(path), { busyTimeout: 20 })
  const lease = await store.lease('main')
  const commit = { lease, sequence: 1, series: [], rows: [], drops: [], marks: {} }
  const other = open(path)
  other.exec('BEGIN IMMEDIATE')
  const error = await store.commit(commit).catch(thrown => thrown)
  agree([error.code, /longer than busyTimeout/.test(error.message)], ['TIDEMARK_STORE', true])
  other.exec('ROLLBACK')
  await store.commit(commit)
  agree((await sqliteStore(open(path)).lease('main')).sequence, 1)
}

async function unusualHandles() {
  for (const options of [{ readBigInts: true }, { returnArrays: true }]) {
    const handle = new DatabaseSync(':memory:', options)
    handles.push(handle)
    const plain = handle.prepare('SELECT 1 AS one').get()?.one === 1 // an option that this version does not know
    const made = await (async () => sqliteStore(handle))().catch(thrown => thrown)
    agree(made.code, plain ? undefined : 'TIDEMARK_INVALID_OPTION')
  }
}

async function openedAtOnce() {
  const path = newFile()
  const children = Array.from({ length: 6 }, () => fork(fileURLToPath(import.meta.url), [path]))
  await Promise.all(children.map(child => once(child, 'message')))
  const ends = children.map(child => once(child, 'exit'))
  for (const child of children) child.send('go')
  agree(
    (await Promise.all(ends)).map(([code]) => code),
    [0, 0, 0, 0, 0, 0],
  )
  agree((await sqliteStore(open(path)).lease('main')).epoch, 7)
}

function agree(got, wanted) {
  if (!isDeepStrictEqual(got, wanted)) throw new Error(`${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`)
}

const checks = [
  ...storeSuite(() => sqliteStore(open(':memory:'))).map(({ name, check }) => [`in memory: ${name}`, check]),
  ...storeSuite(() => sqliteStore(open(newFile()), { synchronous: 'normal' })).map(({ name, check }) => [
    `in a file: ${name}`,
    check,
  ]),
  ['a rollup continues in a file that is opened again', reopened],
  ['a commit that is locked out is rejected, and applied when it is repeated', lockedOut],
  ['six processes open a new file at the same time', openedAtOnce],
  ['a handle that returns big integers or arrays is rejected', unusualHandles],
]

let failed = 0
for (const [name, check] of checks)
  try {
    await check()
  } catch (error) {
    failed++
    console.error(`failed: ${name}\n`, error)
  }
const { version } = open(':memory:').prepare('SELECT sqlite_version() AS version').get()
for (const handle of handles) handle.isOpen === false || handle.close()
rmSync(folder, { recursive: true })
console.log(
  `node ${process.version}, node:sqlite with SQLite ${version}: ${checks.length - failed} of ${checks.length} hold`,
)
process.exitCode = failed === 0 ? 0 : 1
