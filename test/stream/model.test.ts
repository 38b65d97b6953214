import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CASES, EMITS, MODES } from '../support/stream/cases'
import { simulateStream } from '../support/stream/simulation'
import { RealStream } from '../support/stream/subject'
import { bursts, type Command, type StreamWorkload, streamWorkloads } from '../support/stream/workload'

const first = 20261121
const kinds = MODES.flatMap(mode => EMITS.map(emit => ({ mode, emit })))
/** Each cell of the matrix has other workloads. */
const cells = kinds.map((kind, k) => ({ ...kind, seed: first + k }))

describe.each(CASES)(`$window.name: every pane, refusal, late event and counter is the model's`, at => {
  test.each(cells)('mode $mode, emit $emit (seed $seed)', ({ mode, emit, seed }) => {
    let panes = 0
    const run = (workload: StreamWorkload) => {
      panes += simulateStream(workload, { at, mode, emit }).panes
    }
    fc.assert(fc.property(streamWorkloads, run), { seed, numRuns: 20 })
    expect(panes).toBeGreaterThan(100)
  })
})

describe(`a stream that was saved and restored, with moments and digests, has the panes and the bytes of one that never was (seed ${first})`, () => {
  test.each(CASES)('$window.name', at => {
    const run = (workload: StreamWorkload, kind: (typeof kinds)[0], crowd: Command, cut: number) => {
      const commands = workload.commands.toSpliced(cut % workload.commands.length, 0, crowd, { do: 'restore' })
      simulateStream({ ...workload, commands }, { at, ...kind }, config => new RealStream(config, 'rich'))
    }
    fc.assert(fc.property(streamWorkloads, fc.constantFrom(...kinds), bursts, fc.nat(50), run), {
      seed: first,
      numRuns: 15,
    })
  })
})
