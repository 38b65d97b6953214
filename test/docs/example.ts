import ts from 'typescript'
import { expect } from 'vitest'
import { withChecks } from './answers'

/** Modules that an example may import, by name. */
export type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const AnyFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...text: string[]
) => (...given: unknown[]) => Promise<void>

/**
 * Runs an example: what stands before `// => value`, on its line or on the line before, must equal the value.
 *
 * Fails where one does not, where one is not reached, and where an example says nothing that could fail.
 * Answers how many were checked. `scope` is known to it without an import.
 */
export async function runExample(
  code: string,
  scope: Readonly<Record<string, unknown>>,
  modules: Modules,
): Promise<number> {
  const { body, imports } = withoutImports(code)
  const { text, answers } = withChecks(body)
  if (answers === 0) throw new Error(`an example must say what comes out, with // =>:\n${code}`)
  let reached = 0
  const is = (got: unknown, wanted: unknown, said: string) => {
    expect(got, said).toEqual(wanted)
    reached++
  }
  const given: Record<string, unknown> = { ...scope, ...taken(imports, modules), $is: is }
  const script = ts.transpile(`await (async () => {${text}})()`, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
  })
  await new AnyFunction(...Object.keys(given), script)(...Object.values(given))
  if (reached !== answers) throw new Error(`${answers} answers are given, but ${reached} were reached:\n${code}`)
  return reached
}

interface Imported {
  readonly from: string
  readonly name: string
  readonly as: string
}

/** The imports of an example, and the rest of it, with lines where they were. */
function withoutImports(code: string): { body: string; imports: Imported[] } {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true)
  const imports: Imported[] = []
  let body = code
  for (const statement of file.statements.filter(ts.isImportDeclaration)) {
    const from = (statement.moduleSpecifier as ts.StringLiteral).text
    const { name: whole, namedBindings: bindings } = statement.importClause ?? {}
    if (whole) imports.push({ from, name: 'default', as: whole.text })
    else if (!bindings || !ts.isNamedImports(bindings))
      throw new Error(`write import { names } or import name in examples:\n${code}`)
    const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : []
    for (const { name, propertyName, isTypeOnly } of elements)
      if (!isTypeOnly) imports.push({ from, name: (propertyName ?? name).text, as: name.text })
    const blank = statement.getText().replaceAll(/[^\n]/g, ' ')
    body = body.slice(0, statement.getStart()) + blank + body.slice(statement.getEnd())
  }
  return { body, imports }
}

function taken(imports: readonly Imported[], modules: Modules): Record<string, unknown> {
  return Object.fromEntries(
    imports.map(({ from, name, as }) => {
      if (!Object.hasOwn(modules[from] ?? {}, name)) throw new Error(`there is no ${name} in ${from}`)
      return [as, modules[from][name]]
    }),
  )
}
