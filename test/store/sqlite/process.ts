import Database from 'libsql'
import { TidemarkError } from '../../../src/error'
import { sqliteStore } from '../../../src/store/sqlite'
import { commitOf, turn } from './commits'

// A writer in a separate process: `FILE WRITER`. It sends its lease, and commits as many rows as it receives.
const [file, writer] = process.argv.slice(2)
const send = (message: unknown) => process.send?.(message)
const store = sqliteStore(new Database(file))
const lease = await store.lease(writer)
let { sequence } = lease

process.on('message', async (rows: number) => {
  const end = store.commit(commitOf(lease, rows, ++sequence)).then(
    () => sequence,
    error => (error instanceof TidemarkError ? error.code : String(error)),
  )
  await turn()
  send('under way')
  send(await end)
})
send({ epoch: lease.epoch, sequence })
