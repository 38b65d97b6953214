import ts from 'typescript'
import { ROOT } from '../house/tree'

/** Files that were parsed already, since most are the library's and the language's own. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** What readers may have switched on beyond `strict`. */
const STRICTER = { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: false }

/** What does not compile of pieces of code that import the library, each as a module by itself. */
export function faultsOf(pieces: Readonly<Record<string, string>>): string[] {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const host = ts.createCompilerHost(options, true)
  const { readFile, fileExists, getSourceFile } = host
  const files = new Map(Object.entries(pieces).map(([name, code]) => [`${ROOT}${name}`, `${code}\nexport {}`]))
  host.fileExists = path => files.has(path) || fileExists(path)
  host.readFile = path => files.get(path) ?? readFile(path)
  host.getSourceFile = (path, version) => {
    const text = files.get(path)
    if (text !== undefined) return ts.createSourceFile(path, text, version, true)
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, version))
    return parsed.get(path)
  }
  const program = ts.createProgram([...files.keys()], { ...options, ...STRICTER }, host)
  return [...files.keys()].flatMap(path =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText, start = 0 }) => {
      const line = files.get(path)!.slice(0, start).split('\n').length
      return `${path.slice(ROOT.length)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    }),
  )
}
