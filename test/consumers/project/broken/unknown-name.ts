import { average } from 'tidemark'

export const mean = average()
