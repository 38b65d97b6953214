import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { count, sum } from '../../../src/aggregate'
import { rollup } from '../../../src/rollup/rollup'
import { sqliteStore } from '../../../src/store/sqlite'
import { collect } from '../../support/collect'
import { commitOf } from './commits'
import { databases, rowsOf } from './databases'

const { file, open } = databases()

const marks = {
  m: { sealed: 60_000, dropped: Number.NEGATIVE_INFINITY },
  h: { sealed: -0, dropped: 0, sealing: { to: Number.POSITIVE_INFINITY, series: 7 } },
}

describe('a file that is opened again', () => {
  test('continues from the last sequence, position and marks, with all rows and series', async () => {
    const path = file()
    const handle = open(path)
    const store = sqliteStore(handle)
    const lease = await store.lease('main')
    const series = [{ writer: 'main', id: 3, metric: 'latency', tags: { route: '/users' } }]
    await store.commit({ ...commitOf(lease, 3, 1), series, position: { offset: 12 } })
    await store.commit({ ...commitOf(lease, 2, 2), marks })
    const before = await rowsOf(store, 'main')
    await store.close()
    handle.close()

    const again = sqliteStore(open(path))
    expect(await rowsOf(again, 'main')).toEqual(before)
    expect(before.map(({ sequence }) => sequence)).toEqual([2, 2, 1])
    expect(await collect(again.series())).toEqual(series)
    expect(await collect(again.writers())).toEqual([{ writer: 'main', epoch: lease.epoch, marks, definition: null }])
    const next = await again.lease('main')
    expect(next).toEqual({ writer: 'main', epoch: lease.epoch + 1, sequence: 2, position: { offset: 12 }, marks })
    await again.commit(commitOf(next, 1))
    expect((await rowsOf(again, 'main'))[0].sequence).toBe(3)
  })

  test('keeps infinities and zeros of both signs in marks', async () => {
    const path = file()
    const store = sqliteStore(open(path))
    await store.commit({ ...commitOf(await store.lease('main'), 0), marks })
    const { marks: kept } = await sqliteStore(open(path)).lease('main')
    expect([kept.m.dropped, kept.h.sealed, kept.h.dropped, kept.h.sealing?.to]).toEqual([-Infinity, -0, 0, Infinity])
  })

  test('a rollup continues from its position', async () => {
    const path = file()
    const open3 = async () =>
      rollup({ aggregates: { n: count(), sum: sum() }, store: sqliteStore(open(path)), clock: () => 600_000 })
    const api = await open3()
    for (let time = 0; time < 600_000; time += 1000) api.add({ metric: 'm', value: 2, time })
    await api.flush({ position: [1, 2, 3] })
    await api.close()
    const again = await open3()
    expect(again.position).toEqual([1, 2, 3])
    again.add({ metric: 'm', value: 5, time: 599_999 })
    const answer = await again.query({ metric: 'm', from: 0, to: 600_000 })
    expect([answer.groups[0].columns.n[0], answer.groups[0].columns.sum[0]]).toEqual([601, 1205])
  })
})

describe('two handles on one file', () => {
  test('a lease by the second fences the first, and no later commit of the first is applied', async () => {
    const path = file()
    const [first, second] = [sqliteStore(open(path)), sqliteStore(open(path))]
    const zombie = await first.lease('main')
    await first.commit(commitOf(zombie, 2, 1))
    const lease = await second.lease('main')
    expect([lease.epoch, lease.sequence]).toEqual([zombie.epoch + 1, 1])
    await expect(first.commit(commitOf(zombie, 9, 2))).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await expect(first.commit(commitOf(zombie, 9, 1))).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await second.commit(commitOf(lease, 1, 2))
    expect((await rowsOf(first, 'main')).map(({ sequence }) => sequence)).toEqual([2, 1])
  })

  test('large commits of two writers at the same time are both applied', async () => {
    const path = file()
    const stores = [sqliteStore(open(path)), sqliteStore(open(path))]
    const leases = await Promise.all(stores.map((store, k) => store.lease(`writer ${k}`)))
    for (const sequence of [1, 2])
      await Promise.all(stores.map((store, k) => store.commit(commitOf(leases[k], 1500, sequence))))
    for (const store of stores)
      for (const { writer } of leases) {
        const sequences = (await rowsOf(store, writer)).map(({ sequence }) => sequence)
        expect([sequences.length, Math.min(...sequences)]).toEqual([1500, 2])
      }
  })

  test('rollups of different writers read the rows of both', async () => {
    const path = file()
    const opened = (writer: string) =>
      rollup({ aggregates: { n: count(), sum: sum() }, writer, store: sqliteStore(open(path)), clock: () => 600_000 })
    const both = [await opened('a'), await opened('b')]
    for (const [k, api] of both.entries())
      for (let time = 0; time < 600_000; time += 500) api.add({ metric: 'm', value: k + 1, time })
    await Promise.all(both.map(api => api.flush()))
    await Promise.all(both.map(api => api.advance(7_200_000)))
    for (const api of [...both, await opened('c')]) {
      const answer = await api.query({ metric: 'm', from: 0, to: 600_000 })
      expect([answer.groups[0].columns.n[0], answer.groups[0].columns.sum[0]]).toEqual([2400, 3600])
    }
  })

  test('a read that is left early does not block a checkpoint of the log', async () => {
    const path = file()
    const store = sqliteStore(open(path))
    await store.commit(commitOf(await store.lease('main'), 1000))
    for await (const { series } of store.read({ writer: 'main', tier: 'm', from: 0, to: 1 })) if (series === 300) break
    const [checkpoint] = open(path).prepare('PRAGMA wal_checkpoint(TRUNCATE)').all() as { busy: number; log: number }[]
    expect([checkpoint.busy, checkpoint.log]).toEqual([0, 0])
  })
})

describe('while another connection holds the lock', () => {
  test('a commit waits, and other work runs meanwhile', async () => {
    const path = file()
    const store = sqliteStore(open(path))
    const lease = await store.lease('main')
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')
    setTimeout(() => other.exec('ROLLBACK'), 40)
    await store.commit(commitOf(lease, 1))
    expect((await rowsOf(store, 'main')).length).toBe(1)
  })

  test('a read continues meanwhile, and close ends the waiting', async () => {
    const path = file()
    const store = sqliteStore(open(path))
    const lease = await store.lease('main')
    await store.commit(commitOf(lease, 300, 1))
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')
    let waiting = true
    const commit = store.commit(commitOf(lease, 1, 2)).catch(error => {
      waiting = false
      return error
    })
    expect([(await rowsOf(store, 'main')).length, waiting]).toEqual([300, true])
    await store.close()
    expect(await commit).toMatchObject({ code: 'TIDEMARK_CLOSED' })
    other.exec('ROLLBACK')
  })

  test('a commit that waits longer than busyTimeout is TIDEMARK_STORE, and is applied once when it is repeated', async () => {
    const path = file()
    const store = sqliteStore(open(path), { busyTimeout: 20 })
    const lease = await store.lease('main')
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')
    const change = commitOf(lease, 3, 1)
    const refused = { code: 'TIDEMARK_STORE', cause: { code: 'SQLITE_BUSY' } }
    await expect(store.commit(change)).rejects.toMatchObject(refused)
    await expect(store.commit(change)).rejects.toThrow(/commit 1 of "main" failed: .*longer than busyTimeout/)
    await expect(store.lease('main')).rejects.toMatchObject(refused)
    expect(await rowsOf(store, 'main')).toEqual([])
    other.exec('ROLLBACK')
    await store.commit(change)
    await store.commit(change)
    expect((await rowsOf(store, 'main')).length).toBe(3)
    expect(await store.lease('main')).toMatchObject({ epoch: 2, sequence: 1 })
  })

  test('busyTimeout 0 does not wait, and a file that has its tables can be opened', async () => {
    const path = file()
    sqliteStore(open(path))
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')
    const store = sqliteStore(open(path), { busyTimeout: 0 })
    expect(await collect(store.writers())).toEqual([])
    await expect(store.lease('main')).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
    other.exec('ROLLBACK')
    expect((await store.lease('main')).epoch).toBe(1)
  })
})

describe('a second process on the file', () => {
  const script = fileURLToPath(new URL('process.ts', import.meta.url))
  const children: ChildProcess[] = []
  const started = (path: string, writer: string) => {
    const child = fork(script, [path, writer], { execArgv: ['--import', 'tsx'] })
    const said = on(child, 'message', { close: ['exit'] })
    const next = async (): Promise<unknown> => (await said.next()).value?.[0]
    children.push(child)
    return { child, next }
  }
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
  })

  test('it leases a writer, is fenced in turn, and leaves nothing of a commit in which it is killed', async () => {
    const path = file()
    const store = sqliteStore(open(path))
    const lease = await store.lease('main')
    await store.commit(commitOf(lease, 2, 1))
    const { child, next } = started(path, 'main')
    expect(await next()).toEqual({ epoch: lease.epoch + 1, sequence: 1 })
    await expect(store.commit(commitOf(lease, 2, 2))).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    child.send(3)
    expect([await next(), await next()]).toEqual(['under way', 2])
    expect((await rowsOf(store, 'main')).map(({ sequence }) => sequence)).toEqual([2, 2, 2])

    child.send(100_000)
    expect(await next()).toBe('under way')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const back = await store.lease('main')
    expect([back.epoch, back.sequence, (await rowsOf(store, 'main')).length]).toEqual([lease.epoch + 2, 2, 3])
    await store.commit(commitOf(back, 1))
    expect((await rowsOf(store, 'main')).map(({ sequence }) => sequence)).toEqual([3, 2, 2])
  })

  test('a fenced process gets TIDEMARK_FENCED, and writers of other names do not', async () => {
    const path = file()
    const store = sqliteStore(open(path))
    const [main, other] = [started(path, 'main'), started(path, 'other')]
    await Promise.all([main.next(), other.next()])
    await store.lease('main')
    main.child.send(5)
    other.child.send(5)
    const told = async ({ next }: typeof main) => [await next(), await next()]
    expect(await Promise.all([told(main), told(other)])).toEqual([
      ['under way', 'TIDEMARK_FENCED'],
      ['under way', 1],
    ])
    expect([(await rowsOf(store, 'main')).length, (await rowsOf(store, 'other')).length]).toEqual([0, 5])
  })
})
