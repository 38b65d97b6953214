import { describe, expect, test } from 'vitest'
import { aggregate } from '../../src/aggregate'
import { MissingAggregates, missingReading, unionMissing } from '../../src/state/missing'

/** What a count reads as, by `read`, where a state does not tell of it. */
function unknownOf<R>(read: (n: number) => R): any {
  return missingReading(
    aggregate({
      name: 'odd',
      state: { n: 0 },
      add: (s, i) => {
        s.n[i]++
      },
      merge: (s, i, o, j) => {
        s.n[i] += o.n[j]
      },
      read: (s, i) => read(s.n[i]),
    }),
  )
}

function addUp(list: Iterable<number>): number {
  let total = 0
  for (const one of list) total += one
  return total
}

class Private {
  readonly #n: number
  constructor(n: number) {
    this.#n = n
  }
  get n() {
    return this.#n
  }
  times(k: number) {
    return { all: this.#n * k }
  }
  valueOf() {
    return this.#n
  }
}

describe('a missing reading', () => {
  test('is NaN for a number or a bigint, and other values as they are', () => {
    expect(unknownOf(n => n)).toBeNaN()
    expect(unknownOf(n => BigInt(n))).toBeNaN()
    expect(unknownOf(() => null)).toBe(null)
    expect(unknownOf(() => 'text')).toBe('text')
  })

  test('has NaN for each number that a function returns', () => {
    expect(unknownOf(n => (k: number) => n * k)(2)).toBeNaN()
    expect(unknownOf(n => (k: number) => () => ({ at: [n * k] }))(2)()).toEqual({ at: [Number.NaN] })
  })

  test('has NaN for each number of a list, however it is iterated', () => {
    for (const list of [
      unknownOf(n => [n, 1]),
      unknownOf(n => Float64Array.of(n, 1)),
      unknownOf(n => Uint8Array.of(n, 1)),
    ]) {
      expect(list).toHaveLength(2)
      let [indexed, told] = [0, 0]
      for (let k = 0; k < list.length; k++) indexed += list[k]
      list.forEach((one: number) => {
        told += one
      })
      expect([indexed, told, addUp(list), list.reduce((a: number, b: number) => a + b)]).toEqual(
        Array(4).fill(Number.NaN),
      )
    }
  })

  test('has NaN for each number in a map or a set', () => {
    const map = unknownOf(n => new Map([['a', n]]))
    let told = 0
    map.forEach((one: number) => {
      told += one
    })
    expect([told, map.get('a'), addUp(map.values()), addUp(unknownOf(n => new Set([n])))]).toEqual(
      Array(4).fill(Number.NaN),
    )
  })

  test('has NaN for numbers that are private, inherited, frozen or in a Date', () => {
    const own = unknownOf(n => new Private(n))
    expect(own).toBeInstanceOf(Private)
    expect([own.n, own.times(2).all, +own, +unknownOf(n => new Date(n))]).toEqual(Array(4).fill(Number.NaN))
    expect({ ...unknownOf(n => Object.freeze({ part: Object.freeze({ n }), text: 'a' })) }).toEqual({
      part: { n: Number.NaN },
      text: 'a',
    })
  })

  test('is NaN if the empty state, or a part of its reading, cannot be read', () => {
    const refuse = () => {
      throw new RangeError('nothing')
    }
    expect(unknownOf(refuse)).toBeNaN()
    const some = unknownOf(n => ({
      n,
      get mean() {
        return refuse()
      },
    }))
    expect(some.n).toBeNaN()
    expect(() => some.mean).toThrow(RangeError)
  })

  test('is new each time: changing one changes no other', () => {
    const odd = aggregate({
      name: 'odd',
      state: { n: 0 },
      add: () => {},
      merge: () => {},
      read: (s, i) => ({ list: [s.n[i]] }),
    })
    ;(missingReading(odd) as any).note = 1
    expect(missingReading(odd)).not.toHaveProperty('note')
  })

  test('may have a part that refers to itself', () => {
    const loop: any = unknownOf(n => {
      const one: any = { n }
      one.self = one
      return one
    })
    expect(loop.self.self.n).toBeNaN()
  })
})

test('a merge lacks what one of the two states lacks', () => {
  const [one, other] = [new MissingAggregates([0, 2]), new MissingAggregates([1])]
  expect(unionMissing(undefined, undefined)).toBeUndefined()
  expect(unionMissing(one, undefined)).toBe(one)
  expect(unionMissing(undefined, other)).toBe(other)
  expect(unionMissing(one, one)).toBe(one)
  expect(unionMissing(one, other)).toEqual(new MissingAggregates([0, 1, 2]))
})
