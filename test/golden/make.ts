import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createCodec } from '../../src/codec/codec'
import { readDrained } from '../codec/second-reader-drained'
import { readSaved } from '../codec/second-reader-saved'
import { askAll, goldenDrained, goldenShape, goldenStreams, goOn, leadStream, makeRollup, makeStream } from './saved'
import { goldenAggregates, goldenCases, goldenFrame } from './specimens'
import { spelled, stateOf } from './states'

// Run it as `npx tsx test/golden/make.ts` when a version of the format or a specimen is new. What is there stays as it is:
// it was written by the library of its day, whose like may not be there any more.

const folder = fileURLToPath(new URL('./v1/', import.meta.url))
for (const name of ['', 'streams', 'drained']) mkdirSync(folder + name, { recursive: true })

const states: Record<string, unknown> = {}
for (const [name, aggregates] of Object.entries(goldenAggregates))
  for (const [kind, points] of Object.entries(goldenCases)) {
    const frame = goldenFrame(aggregates, points)
    write(`${name}.${kind}.bin`, createCodec(frame.schema).encode(frame, 0))
    states[`${name}.${kind}`] = stateOf(frame, 0)
  }
writeLines('states.json', states)

const streams: Record<string, unknown> = {}
for (const [name, specimen] of Object.entries(goldenStreams)) {
  const stream = makeStream(specimen)
  leadStream(specimen, stream)
  const bytes = stream.save()
  write(`streams/${name}.bin`, bytes)
  streams[name] = { saved: readSaved([...bytes], goldenShape), panes: goOn(specimen, stream) }
}
writeLines('streams.json', streams)

const drained: Record<string, unknown> = {}
for (const [name, specimen] of Object.entries(goldenDrained)) {
  const api = await makeRollup(specimen)
  api.addMany(specimen.points)
  const answers = await askAll(api)
  const bytes = api.drain()
  write(`drained/${name}.bin`, bytes)
  drained[name] = { drained: readDrained([...bytes], goldenShape), answers }
}
writeLines('drained.json', drained)

function write(file: string, bytes: Uint8Array): void {
  if (!existsSync(folder + file)) writeFileSync(folder + file, bytes)
}

/** Writes entries a line each; those that are there stay. */
function writeLines(file: string, entries: Readonly<Record<string, unknown>>): void {
  const before = existsSync(folder + file) ? JSON.parse(readFileSync(folder + file, 'utf8')) : {}
  const all = Object.entries(entries).map(([name, entry]) => [name, before[name] ?? spelled(entry)])
  const lines = all.map(([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
  writeFileSync(folder + file, `{\n${lines.join(',\n')}\n}\n`)
}
