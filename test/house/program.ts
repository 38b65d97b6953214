import ts from 'typescript'
import { ROOT, type Tree } from './tree'

/** All that the library may expect of its surroundings besides the language itself. */
const SURROUNDINGS = `
interface AbortSignal { readonly aborted: boolean; throwIfAborted(): void }
`

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
}

/** The tree as a program of the bare language: no types of Node, none of the browser. */
export function programOf(tree: Tree): ts.Program {
  const host = ts.createCompilerHost(OPTIONS, true)
  const { getSourceFile, fileExists, readFile, directoryExists } = host
  const surroundings = `${ROOT}src/surroundings.d.ts`
  const textOf = (path: string) => (path === surroundings ? SURROUNDINGS : tree.get(path.slice(`${ROOT}src/`.length)))
  const ours = (path: string) => path.startsWith(`${ROOT}src/`)
  host.fileExists = path => (ours(path) ? textOf(path) !== undefined : fileExists(path))
  host.readFile = path => (ours(path) ? textOf(path) : readFile(path))
  host.directoryExists = path => ours(`${path}/`) || directoryExists!(path)
  host.getSourceFile = (path, options) => {
    if (!ours(path)) return getSourceFile(path, options)
    const text = textOf(path)
    return text === undefined ? undefined : ts.createSourceFile(path, text, options, true)
  }
  return ts.createProgram([...[...tree.keys()].map(path => `${ROOT}src/${path}`), surroundings], OPTIONS, host)
}

/** What does not compile against the bare language: names that only Node or a browser has, above all. */
export function unknownNames(program: ts.Program): string[] {
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const path = file ? pathOf(file) : ''
    return `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}

/** A file's path below `src/`. */
function pathOf(file: ts.SourceFile): string {
  return file.fileName.slice(`${ROOT}src/`.length)
}
