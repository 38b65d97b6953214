/** Whether a text is a part of a source, line by line and wherever it is indented to. */
export function isPartOf(text: string, source: string): boolean {
  const flat = (code: string) => code.split('\n').map(line => line.trim())
  const part = flat(text.trim())
  const lines = flat(source)
  return lines.some((_, k) => part.every((line, at) => lines[k + at] === line))
}
