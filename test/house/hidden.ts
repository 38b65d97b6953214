import ts from 'typescript'
import { find, type Tree } from './tree'

/** Where the clock and the event loop are reached, and nowhere else. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  'Date.now': ['rollup/rollup.ts'],
  globalThis: ['time/yield.ts', 'node/keep-time.ts'],
}

/** Hidden clocks, hidden randomness and code made from text. */
export function hidden(tree: Tree): string[] {
  return find(tree, (node, path) => {
    const what = faultOf(node)
    return what !== undefined && !DOORS[what]?.includes(path) ? what : undefined
  })
}

function faultOf(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { text } = node.expression.name
    // Intl uses the current time if it gets none.
    if (/^format(ToParts)?$/.test(text) && node.arguments.length === 0) return `${text}()`
  }
  if (!ts.isIdentifier(node) || isOnlyAName(node)) return undefined
  if (node.text === 'Date') return faultOfDate(node)
  if (node.text === 'Math') return faultOfMath(node)
  return /^(globalThis|eval|Function)$/.test(node.text) ? node.text : undefined
}

/** A date of a given time is no clock; everything else that Date can do may be one. */
function faultOfDate(node: ts.Identifier): string | undefined {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent))
    return /^(UTC|parse|prototype)$/.test(parent.name.text) ? undefined : `Date.${parent.name.text}`
  if (ts.isNewExpression(parent)) return parent.arguments?.length ? undefined : 'new Date()'
  const isTest = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
  return isTest || ts.isTypeNode(parent) ? undefined : 'Date'
}

function faultOfMath({ parent }: ts.Identifier): string | undefined {
  if (!ts.isPropertyAccessExpression(parent)) return 'Math'
  return parent.name.text === 'random' ? 'Math.random' : undefined
}

/** A property or a type of that name is not the global. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node
}
