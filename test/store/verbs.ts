import type { Store } from '../../src/store/store'

/** The verbs of a store as an object of their own, of which some may be replaced. */
export const verbsOf = (store: Store): Store => ({
  promises: store.promises,
  lease: writer => store.lease(writer),
  commit: change => store.commit(change),
  read: ask => store.read(ask),
  series: ask => store.series(ask),
  writers: () => store.writers(),
  close: () => store.close(),
})
