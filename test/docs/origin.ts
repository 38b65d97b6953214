import type { Block } from './find'

const ORIGIN = /^(output: examples\/[\w/-]+\.ts|printed by: .+|picture|rooms)$/

/** The blocks of text whose mark does not say where the text is from. */
export function textsWithoutOrigin<B extends Block>(blocks: readonly B[]): B[] {
  return blocks.filter(({ language, mark }) => language === 'text' && !ORIGIN.test(mark))
}
