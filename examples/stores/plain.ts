// A store of one's own, and the laws that every store must keep: here all is in one Map, to begin with.
import { checkCommit, type Marks, type Row, type Series, type Store, TidemarkError } from 'tidemark'
import { storeSuite } from 'tidemark/testing'

const isOf = (a: Row, b: Row) => a.tier === b.tier && a.series === b.series && a.start === b.start
const error = (code: 'FENCED' | 'STORE' | 'CLOSED', what: string) => new TidemarkError(`TIDEMARK_${code}`, what)

const fresh = { epoch: 0, sequence: 0, position: null as unknown, definition: null as unknown, marks: {} as Marks }
const closed = () => {
  throw error('CLOSED', 'the store was closed')
}

function plainStore(): Store {
  const books = new Map<string, typeof fresh & { rows: Row[]; series: Series[] }>()
  let check = () => {}
  async function* items<T>(list: () => readonly T[]): AsyncGenerator<T> {
    check()
    for (const item of list()) {
      check()
      yield structuredClone(item)
    }
  }
  const each = <T>(list: () => readonly T[]) => ({ [Symbol.asyncIterator]: () => items(list) })
  return {
    promises: { durable: false, shared: false },
    async lease(writer) {
      check()
      const book = books.get(writer) ?? { ...fresh, rows: [], series: [] }
      books.set(writer, book)
      const { sequence, position, marks } = structuredClone(book)
      return { writer, epoch: ++book.epoch, sequence, position, marks }
    },
    async commit(change) {
      check()
      await checkCommit(change)
      const { lease, sequence, series, rows, drops, ...told } = structuredClone(change)
      const book = books.get(lease.writer)
      if (book?.epoch !== lease.epoch) throw error('FENCED', `${lease.writer} was taken over`)
      if (sequence <= book.sequence) return
      const numbers = new Set([...book.series, ...series].map(({ id }) => id))
      if (sequence > book.sequence + 1 || numbers.size < book.series.length + series.length)
        throw error('STORE', 'a sequence was left out, or the number of a series is taken')
      const last = rows.filter((row, k) => !rows.some((other, at) => at > k && isOf(row, other)))
      const all = [...book.rows.filter(row => !last.some(other => isOf(row, other))), ...last]
      book.rows = all.filter(r => !drops.some(d => d.tier === r.tier && r.start >= d.from && r.start < d.to))
      book.series = [...book.series, ...series].sort((a, b) => a.id - b.id)
      const { marks, position = book.position, definition = book.definition } = told
      Object.assign(book, { sequence, marks, position, definition })
    },
    read: ask =>
      each(() => {
        const rows = (books.get(ask.writer)?.rows ?? []).filter(({ tier }) => tier === ask.tier)
        if ('keys' in ask)
          return ask.keys.flatMap(key => rows.filter(r => r.series === key.series && r.start === key.start))
        const { series, from, to, descending, limit = Number.POSITIVE_INFINITY } = ask
        const asked = rows.filter(r => r.start >= from && r.start < to && (series?.includes(r.series) ?? true))
        asked.sort((a, b) => a.series - b.series || (a.start - b.start) * (descending ? -1 : 1))
        return asked.filter((r, k) => k < limit || asked[k - limit].series !== r.series)
      }),
    series: ({ writer, metric } = {}) =>
      each(() => {
        const names = [...books.keys()].sort().filter(name => writer === undefined || name === writer)
        return names.flatMap(name => books.get(name)!.series).filter(s => metric === undefined || s.metric === metric)
      }),
    writers: () =>
      each(() => [...books].map(([writer, { epoch, marks, definition }]) => ({ writer, epoch, marks, definition }))),
    async close() {
      check = closed
    },
  }
}

for (const law of storeSuite(plainStore)) await law.check()
console.log(`all ${storeSuite(plainStore).length} laws are kept`)
