import { count } from 'tidemark'

// @ts-expect-error this compiles
export const n = count()
