import ts from 'typescript'
import { ROOT } from './tree'

/** A public name, as a reader of the documentation finds it. */
export interface PublicName {
  readonly name: string
  readonly text: string
  /** The code of its examples. */
  readonly examples: readonly string[]
}

/** What a module exports, with its documentation. */
export function publicNames(program: ts.Program, entry: string): PublicName[] {
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(`${ROOT}src/${entry}`)!)!
  return checker.getExportsOfModule(module).map(found => {
    const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found
    const examples = symbol.getJsDocTags(checker).filter(tag => tag.name === 'example')
    return {
      name: found.name,
      text: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
      examples: examples.map(tag => ts.displayPartsToString(tag.text).trim()),
    }
  })
}

/** Names without a sentence; values without an example. */
export function undocumented(names: readonly PublicName[], values: readonly string[]): string[] {
  const mute = names.filter(({ text }) => !/^[^.]{3,}[.:]/s.test(text))
  const bare = names.filter(
    ({ name, examples }) => values.includes(name) && !examples.some(code => code.includes('// =>')),
  )
  return [...mute.map(({ name }) => `${name} has no sentence`), ...bare.map(({ name }) => `${name} has no @example`)]
}
