import { readdirSync } from 'node:fs'
import { at } from './bundle'

/** The questions in the order in which they are asked: each is a file in questions/. */
const QUESTIONS = [
  'resample',
  'quantiles',
  'rollup',
  'events',
  'dashboard',
  'merge',
  'sliding',
  'memory',
  'growth',
  'delay',
  'streams',
  'sqlite',
]

/** The questions with the given names; all of them if there is no name. */
export function chosen(names: readonly string[]): string[] {
  const files = readdirSync(at('bench/questions'))
  if (
    files.sort().join() !==
    QUESTIONS.map(name => `${name}.ts`)
      .sort()
      .join()
  )
    throw new Error(`bench/questions holds ${files.join(', ')}, and not what bench/chosen.ts lists`)
  for (const name of names)
    if (!QUESTIONS.includes(name)) throw new Error(`no question "${name}": ask one of ${QUESTIONS.join(', ')}`)
  return QUESTIONS.filter(name => names.length === 0 || names.includes(name))
}
