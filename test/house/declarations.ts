import ts from 'typescript'
import type { Tree } from './tree'

/** Names that several files may declare at their top level, each with the reason. */
const SHARED_NAMES: Readonly<Record<string, string>> = {}

/** Top-level names that more than one file of the tree declares: a name stands for one thing. */
export function repeatedNames(tree: Tree, shared: Readonly<Record<string, string>> = SHARED_NAMES): string[] {
  const files = new Map<string, string[]>()
  for (const [path, text] of tree)
    for (const name of new Set(declaredNames(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true))))
      files.set(name, [...(files.get(name) ?? []), path])
  return [...files].flatMap(([name, paths]) =>
    paths.length > 1 && !Object.hasOwn(shared, name) ? [`${name}: ${paths.join(', ')}`] : [],
  )
}

/** Shared names that no two files declare any more: the list must not outlive its reasons. */
export function unneededShares(tree: Tree, shared: Readonly<Record<string, string>> = SHARED_NAMES): string[] {
  const repeated = repeatedNames(tree, {}).map(line => line.split(':')[0])
  return Object.keys(shared).filter(name => !repeated.includes(name))
}

/** What a file declares or renames at its top level; what it only passes on is declared elsewhere. */
function declaredNames(file: ts.SourceFile): string[] {
  return file.statements.flatMap(statement => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name))
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      return statement.exportClause.elements.flatMap(({ name, propertyName }) => (propertyName ? [name.text] : []))
    const { name } = statement as Partial<ts.DeclarationStatement>
    return name && ts.isIdentifier(name) ? [name.text] : []
  })
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)))
}
