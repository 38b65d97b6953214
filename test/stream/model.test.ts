import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CASES, EMITS, MODES } from './cases'
import { live } from './live'
import { type Command, crowds, type Script, scripts } from './script'
import { Real } from './subject'

const first = 20261121
const kinds = MODES.flatMap(mode => EMITS.map(emit => ({ mode, emit })))
/** Each cell of the matrix has other lives. */
const cells = kinds.map((kind, k) => ({ ...kind, seed: first + k }))

describe.each(CASES)(`$window.name: every pane, refusal, late event and counter is the model's`, at => {
  test.each(cells)('mode $mode, emit $emit (seed $seed)', ({ mode, emit, seed }) => {
    let panes = 0
    const run = (script: Script) => {
      panes += live(script, { at, mode, emit }).panes
    }
    fc.assert(fc.property(scripts, run), { seed, numRuns: 20 })
    expect(panes).toBeGreaterThan(100)
  })
})

describe(`a stream that was saved and restored, moments and digests kept too, and one that never was: equal panes, equal bytes (seed ${first})`, () => {
  test.each(CASES)('$window.name', at => {
    const run = (script: Script, kind: (typeof kinds)[0], crowd: Command, cut: number) => {
      const commands = script.commands.toSpliced(cut % script.commands.length, 0, crowd, { do: 'restore' })
      live({ ...script, commands }, { at, ...kind }, setting => new Real(setting, 'rich'))
    }
    fc.assert(fc.property(scripts, fc.constantFrom(...kinds), crowds, fc.nat(50), run), { seed: first, numRuns: 15 })
  })
})
