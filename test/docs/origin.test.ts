import { expect, test } from 'vitest'
import { blocksIn } from './find'
import { textsWithoutOrigin } from './origin'

const shown = (mark: string, language = 'text') => blocksIn(`${mark}\`\`\`${language}\nx\n\`\`\`\n`)

test.each(['output: examples/basics/gaps.ts', 'printed by: npm start', 'picture', 'rooms'])(
  'a text marked "%s" says where it is from',
  mark => expect(textsWithoutOrigin(shown(`<!-- ${mark} -->\n`))).toEqual([]),
)

test.each(['output: src/a.ts', 'output: examples/a.ts, shortened', 'printed by: ', 'part of: src/a.ts', 'pictures'])(
  'a text marked "%s" does not',
  mark => expect(textsWithoutOrigin(shown(`<!-- ${mark} -->\n`))).toHaveLength(1),
)

test('a text without a mark does not, and code needs none', () => {
  expect(textsWithoutOrigin(shown(''))).toHaveLength(1)
  expect(textsWithoutOrigin(shown('', 'ts'))).toEqual([])
})
