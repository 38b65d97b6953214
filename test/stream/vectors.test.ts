import { describe, expect, test } from 'vitest'
import { count, fixed, session, sliding, sum, type Windower, windowed } from '../../src'
import windows from '../vectors/windows.json'

const of = (kind: string) => windows.vectors.filter(vector => vector.kind === kind) as any[]
const event = {
  time: (e: any): number => e.time,
  key: (e: any): string => e.key,
  value: (e: any): number => e.value,
}

function windowOf(window: any): Windower {
  if (window.fixed) return fixed(window.fixed.size, { offset: window.fixed.offset ?? 0 })
  return window.session ? session(window.session) : sliding(window.sliding)
}

describe('windowed emits the panes of the vectors in their order, and has their counters', () => {
  test.each(of('stream'))(
    '$id: $source',
    ({ window, read, mode, outOfOrder, lateness, steps, expect: panes, stats }) => {
      const op = windowed({
        ...event,
        window: windowOf(window),
        aggregates: { sum: sum(), count: count() },
        select: r => r[read as 'sum' | 'count'],
        mode,
        outOfOrder,
        lateness,
      })
      const got = steps.flatMap((step: any) => ('advance' in step ? op.advance(step.advance) : op.push(step)))
      // A vector that names no timing leaves it open.
      const named = got.map((pane: any, p: number) =>
        Object.fromEntries(Object.keys(panes[p] ?? pane).map(name => [name, pane[name]])),
      )
      expect(named).toEqual(panes)
      expect(op.stats()).toMatchObject(stats)
    },
  )
})

describe('windowed merges the times of the vectors into their sessions, in any order of arrival', () => {
  test.each(of('session'))('$id: $source', ({ gap, times, expect: sessions }) => {
    const op = windowed({
      window: session({ gap }),
      aggregates: { count: count() },
      time: (time: number) => time,
      select: r => r.count,
      outOfOrder: 'forever',
    })
    expect(op.pushMany(times)).toEqual([])
    expect(op.finish().map(({ start, end, value }) => [start, end, value])).toEqual(sessions)
  })
})
