import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createCodec } from '../../src/store/codec'
import { goldenAggregates, goldenCases, goldenFrame } from './specimens'
import { spelled, stateOf } from './states'

// Run it as `npx tsx test/golden/make.ts` when a version of the format is new; rows of a version that was released stay as they are.

const folder = fileURLToPath(new URL('./v1/', import.meta.url))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
const states: Record<string, unknown> = {}
for (const [name, aggregates] of Object.entries(goldenAggregates))
  for (const [kind, points] of Object.entries(goldenCases)) {
    const frame = goldenFrame(aggregates, points)
    writeFileSync(`${folder}${name}.${kind}.bin`, createCodec(frame.shape).encode(frame, 0))
    states[`${name}.${kind}`] = spelled(stateOf(frame, 0))
  }
const lines = Object.entries(states).map(([name, state]) => `${JSON.stringify(name)}: ${JSON.stringify(state)}`)
writeFileSync(`${folder}states.json`, `{\n${lines.join(',\n')}\n}\n`)
