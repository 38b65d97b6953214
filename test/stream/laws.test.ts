import { describe, expect, test } from 'vitest'
import { brokenStreams } from '../broken/streams'
import { STREAM_LAWS } from '../support/stream/laws'
import { StreamModel } from '../support/stream/model'
import { RealStream } from '../support/stream/subject'

const options = { seed: 41, numRuns: 100 }

describe(`every stream keeps the law (seed ${options.seed})`, () => {
  test.each(STREAM_LAWS)('$name: $law', ({ check }) => {
    expect(() => check(setting => new RealStream(setting), options)).not.toThrow()
  })
})

const breaches = brokenStreams.flatMap(({ wrong, make, breaks }) => breaks.map(name => ({ name, wrong, make })))

describe(`the law rejects a stream in which (seed ${options.seed})`, () => {
  test.each(breaches)('$name: $wrong', ({ name, make }) => {
    const { check } = STREAM_LAWS.find(law => law.name === name)!
    expect(() => check(make, { ...options, endOnFailure: true })).toThrow('Property failed')
  })

  test('each law has a broken specimen', () => {
    expect(new Set(breaches.map(({ name }) => name))).toEqual(new Set(STREAM_LAWS.map(({ name }) => name)))
  })

  test.each(STREAM_LAWS)('$name accepts the model', ({ check }) => {
    expect(() => check(setting => new StreamModel(setting), { ...options, numRuns: 30 })).not.toThrow()
  })
})
