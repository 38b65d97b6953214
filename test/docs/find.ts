import type { Tree } from '../house/tree'

/** An `@example` of the sources. */
export interface Example {
  readonly file: string
  /** What is documented. */
  readonly name: string
  readonly code: string
}

/** A fenced block of a page, with the comment right above it. */
export interface Block {
  readonly line: number
  readonly language: string
  readonly text: string
  /** `output: examples/basics/gaps.ts` of `<!-- output: examples/basics/gaps.ts -->`; '' where there is none. */
  readonly mark: string
}

const DOCUMENTED =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export |async |function\*? |const |class |interface |type |readonly |get )*(\w*)/g

/** Every `@example` of the sources, in order. */
export function examplesIn(tree: Tree): Example[] {
  return [...tree].flatMap(([file, text]) =>
    [...text.matchAll(DOCUMENTED)].flatMap(([, comment, name]) => {
      const lines = comment.split('\n').map(line => line.replace(/^\s*\* ?/, ''))
      const parts = lines.join('\n').split(/^@/m)
      const examples = parts.filter(part => part.startsWith('example'))
      return examples.map(part => ({ file, name, code: part.slice('example'.length).trim() }))
    }),
  )
}

const FENCED = /^(?:<!-- (.*) -->\n)?```(\w*)\n([\s\S]*?)^```$/gm

/** Every fenced block of a page, in order. */
export function blocksIn(page: string): Block[] {
  return [...page.matchAll(FENCED)].map(({ 1: mark = '', 2: language, 3: text, index }) => ({
    line: page.slice(0, index).split('\n').length + (mark ? 1 : 0),
    language,
    text,
    mark,
  }))
}
