import { count, fixed, linear, memoryStore, rollup, type Store } from 'tidemark'
import { keepTime } from 'tidemark/node'
import { checkCommit } from 'tidemark/store'
import { aggregateLaws, fillerLaws, storeSuite, windowerLaws } from 'tidemark/testing'

export const laws = [...aggregateLaws(count()), ...windowerLaws(fixed('1m')), ...fillerLaws(linear())]
export const suite = storeSuite(async (): Promise<Store> => memoryStore())
export const check: typeof checkCommit = checkCommit

export async function serve(): Promise<void> {
  const kept = await rollup({ aggregates: { n: count() } })
  using time = keepTime(kept, { every: '10s', onError: console.error })
  console.log(time)
}
