import ts from 'typescript'
import { ROOT } from '../house/tree'

/** What an editor says of a piece of code that imports the library. */
export interface EditorView {
  /** The hover behind each mark of the code (a comment of one word), by that word. */
  readonly hovers: Readonly<Record<string, string>>
  /** What is underlined in red: where it begins, the underlined code, and the message. */
  readonly faults: readonly { readonly at: number; readonly code: string; readonly message: string }[]
}

const MARK = /\/\*(\w+)\*\//g

/** Opens a piece of code as an editor does, with the TypeScript language service. */
export function openInEditor(code: string, more: ts.CompilerOptions = {}): EditorView {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const path = `${ROOT}piece.ts`
  const readFile = (file: string) => (file === path ? code : ts.sys.readFile(file))
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, noUnusedLocals: false, ...more }),
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [path],
    getScriptVersion: () => '1',
    getScriptSnapshot: file => {
      const text = readFile(file)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    fileExists: file => file === path || ts.sys.fileExists(file),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    readDirectory: ts.sys.readDirectory,
    readFile,
  })
  const hoverAt = (at: number) => ts.displayPartsToString(service.getQuickInfoAtPosition(path, at)?.displayParts)
  const hovers = [...code.matchAll(MARK)].map(mark => [mark[1], hoverAt(mark.index + mark[0].length)])
  const faults = service.getSemanticDiagnostics(path).map(({ messageText, start = 0, length = 0 }) => ({
    at: start,
    code: code.slice(start, start + length),
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }))
  return { hovers: Object.fromEntries(hovers), faults }
}
