import ts from 'typescript'

const OPEN = 'async () => {\n'
const ANSWER = /^;?[ \t]*\n?[ \t]*\/\/ => (.*)/

/** The code with a call of `$is(got, wanted, said)` in the place of each answer. */
export function withChecks(code: string): { text: string; answers: number } {
  const text = `${OPEN}${apart(code)}\n}`
  const file = ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2022, true)
  const edits: { at: number; to: number; put: string }[] = []
  let answers = 0
  const replace = (node: ts.Node, put: string) => edits.push({ at: node.getStart(), to: endOf(node), put })
  const visit = (node: ts.Node): void => {
    const answer = ts.isStatement(node) && !ts.isBlock(node) ? ANSWER.exec(text.slice(endOf(node)))?.[1] : undefined
    if (answer === undefined || isLastOfBlock(node, text)) {
      node.forEachChild(visit)
      return
    }
    const said = text.slice(node.getStart(), endOf(node))
    const check = (got: string) => `$is((${got}), (${answer}), ${JSON.stringify(`${said}   // => ${answer}`)})`
    answers++
    if (ts.isExpressionStatement(node)) replace(node, check(said))
    else if (ts.isTryStatement(node)) replace(node, `{ let $got; ${completing(node)}; ${check('$got')} }`)
    else if (ts.isVariableStatement(node)) replace(node, `${said}; ${check(nameOf(node))}`)
    else throw new Error(`nothing here has a value: ${said}`)
  }
  visit(file)
  const written = code.match(/\/\/ =>/g)?.length ?? 0
  if (answers !== written) throw new Error(`${written} answers are written, but ${answers} follow something:\n${code}`)
  let edited = text
  for (const { at, to, put } of edits.sort((a, b) => b.at - a.at)) edited = edited.slice(0, at) + put + edited.slice(to)
  return { text: edited.slice(OPEN.length, edited.lastIndexOf('}')), answers }
}

/** Statements are told apart as people read them: a line that starts with a bracket, not indented, is a new one. */
function apart(code: string): string {
  return code.replaceAll(/^(?=[[(])/gm, ';')
}

/** `{ x }  // => 1` is said of the block, not of x. */
function isLastOfBlock(node: ts.Node, text: string): boolean {
  return /^\s*}/.test(text.slice(node.getEnd()))
}

/** Where a statement's own text ends: its semicolon may stand on the next line, behind the answer. */
function endOf(node: ts.Node): number {
  if (ts.isExpressionStatement(node)) return node.expression.getEnd()
  return ts.isVariableStatement(node) ? node.declarationList.getEnd() : node.getEnd()
}

/** A try statement that leaves in `$got` what was evaluated last. */
function completing(node: ts.TryStatement): string {
  const lasts = [node.tryBlock, node.catchClause?.block].flatMap(block => block?.statements.at(-1) ?? [])
  const start = node.getStart()
  let code = node.getText()
  for (const last of lasts.filter(ts.isExpressionStatement).reverse())
    code = `${code.slice(0, last.getStart() - start)}$got = (${last.expression.getText()})${code.slice(last.getEnd() - start)}`
  return code
}

function nameOf(node: ts.VariableStatement): string {
  const [first, ...others] = node.declarationList.declarations
  if (others.length > 0 || !ts.isIdentifier(first.name))
    throw new Error(`one name is answered at a time: ${node.getText()}`)
  return first.name.text
}
