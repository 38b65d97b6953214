import Database from 'libsql'
import { TidemarkError } from '../../src/error'
import { sqliteStore } from '../../src/store/sqlite'
import { changeOf, turn } from './sqlite-changes'

// A writer in a process of its own: `FILE WRITER`. It says what it leased, and commits as many rows as it is told to.
const [file, writer] = process.argv.slice(2)
const say = (said: unknown) => process.send?.(said)
const store = sqliteStore(new Database(file))
const lease = await store.lease(writer)
let { sequence } = lease

process.on('message', async (rows: number) => {
  const end = store.commit(changeOf(lease, rows, ++sequence)).then(
    () => sequence,
    error => (error instanceof TidemarkError ? error.code : String(error)),
  )
  await turn()
  say('under way')
  say(await end)
})
say({ epoch: lease.epoch, sequence })
