import { count } from 'tidemark/aggregate'

export const n = count()
