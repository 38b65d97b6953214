import { count, resample } from 'tidemark'

const table = resample({ times: [0], values: [1] }, { every: '1m', aggregates: { n: count() } })
export const first: number = table.columns.n[0]
