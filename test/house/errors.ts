import ts from 'typescript'
import { find, type Tree } from './tree'

/** Errors other than TidemarkError, and thrown values that are no errors. */
export function strangeErrors(tree: Tree): string[] {
  return find(tree, node => {
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
      const made = node.expression.getText()
      return /^\w*Error$/.test(made) && made !== 'TidemarkError' && /^[A-Z]/.test(made) ? made : undefined
    }
    return ts.isThrowStatement(node) && ts.isLiteralExpression(node.expression) ? node.expression.getText() : undefined
  })
}
