import { parseArgs } from 'node:util'
import { ask, loadAndAsk } from './durable'
import { reportFlights } from './in-memory'

// npm start                       three million flights, rolled up in memory
// npm start -- --store FILE       into SQLite as well, and asked again by a second process
// npm start -- --store FILE --ask asked of a file that was loaded before

const { store, ask: only } = parseArgs({ options: { store: { type: 'string' }, ask: { type: 'boolean' } } }).values

if (store === undefined) await reportFlights()
else if (only) await ask(store)
else await loadAndAsk(store)
