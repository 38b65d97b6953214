import { parseArgs } from 'node:util'
import { ask, loadAndAsk } from './durable'
import { reportFlights } from './in-memory'

// npm start                       three million flights, rolled up in memory
// npm start -- --store FILE       rolled up in a new SQLite file too, and queried by a second process
// npm start -- --store FILE --ask queries a file that was loaded before

const { store, ask: only } = parseArgs({ options: { store: { type: 'string' }, ask: { type: 'boolean' } } }).values

if (store === undefined) await reportFlights()
else if (only) await ask(store)
else await loadAndAsk(store)
