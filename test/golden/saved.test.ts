import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readDrained } from '../codec/second-reader-drained'
import { readSaved } from '../codec/second-reader-saved'
import { askAll, goldenDrained, goldenShape, goldenStreams, goOn, leadStream, makeRollup, makeStream } from './saved'
import { spelled } from './states'

const folder = new URL('v1/', import.meta.url)
const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(`${file}.bin`, folder)))
const told = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const streams = told('streams.json')
const drained = told('drained.json')

describe('streams that version 1 saved can be restored and continued', () => {
  test.each(Object.entries(goldenStreams))('%s', (name, specimen) => {
    const bytes = bytesOf(`streams/${name}`)
    const saved = readSaved([...bytes], goldenShape)
    expect(spelled(saved)).toEqual(streams[name].saved)
    const restored = makeStream(specimen, bytes)
    expect(restored.stats()).toMatchObject({
      ...saved.counters,
      watermark: saved.watermark.at,
      keys: saved.keys.length,
    })
    expect(restored.save()).toEqual(bytes)
    expect(spelled(goOn(specimen, restored))).toEqual(streams[name].panes)
  })

  test.each(Object.entries(goldenStreams))('%s continues like a stream that was never saved', (name, specimen) => {
    const whole = makeStream(specimen)
    leadStream(specimen, whole)
    expect(spelled(goOn(specimen, whole))).toEqual(streams[name].panes)
  })

  test('they hold slices, final and open sessions, panes, idle sources, odd keys, late events and as many keys as fit', () => {
    const all = Object.values(streams).map((entry: any) => entry.saved)
    const held = all.flatMap(({ keys }) => keys.flatMap((key: any) => key.held))
    const sources = all.flatMap(({ watermark }) => watermark.sources)
    expect(held.filter(one => one.final === undefined).length).toBeGreaterThan(50)
    for (const final of [true, false]) expect(held.filter(one => one.final === final).length).toBeGreaterThan(10)
    expect(held.filter(({ panes }) => panes > 1).length).toBeGreaterThan(5)
    expect(all.flatMap(one => one.told).length).toBeGreaterThan(20)
    for (const bit of ['idle', 'heard'])
      expect(new Set(sources.map(source => source[bit]))).toEqual(new Set([true, false]))
    expect(new Set(sources.map(({ name }) => name))).toEqual(new Set([undefined, 'gone', 'done', 'north', '']))
    expect(all.flatMap(({ keys }) => keys.map(({ key }: any) => key))).toContain('🜁 "\ud800"\u0000\u2028')
    for (const counter of ['accepted', 'late', 'partlyLate', 'overflowed'])
      expect(Math.max(...all.map(({ counters }) => counters[counter]))).toBeGreaterThan(0)
  })

  test('are those of the folder, and no others', () => {
    expect(filesIn('streams')).toEqual(Object.keys(goldenStreams).sort())
    expect(Object.keys(streams).sort()).toEqual(Object.keys(goldenStreams).sort())
  })
})

describe('states that version 1 drained can be absorbed', () => {
  test.each(Object.entries(goldenDrained))('%s', async (name, specimen) => {
    const bytes = bytesOf(`drained/${name}`)
    expect(spelled(readDrained([...bytes], goldenShape))).toEqual(drained[name].drained)
    const api = await makeRollup(specimen)
    api.absorb(bytes)
    expect(spelled(await askAll(api))).toEqual(drained[name].answers)
    expect(api.drain()).toEqual(bytes)
  })

  test.each(Object.entries(goldenDrained))('%s answer queries like the points themselves', async (name, specimen) => {
    const api = await makeRollup(specimen)
    api.addMany(specimen.points)
    expect(spelled(await askAll(api))).toEqual(drained[name].answers)
    expect(drained[name].answers.flat().reduce((n: number, row: any) => n + row.n, 0)).toBe(specimen.points.length)
  })

  test('are those of the folder, and no others', () => {
    expect(filesIn('drained')).toEqual(Object.keys(goldenDrained).sort())
    expect(Object.keys(drained).sort()).toEqual(Object.keys(goldenDrained).sort())
  })
})

function filesIn(name: string): string[] {
  return readdirSync(new URL(name, folder))
    .map(file => file.replace(/\.bin$/, ''))
    .sort()
}
