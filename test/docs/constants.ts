/** A constant of the sources: an upper-case name, or a name of any kind for a number. */
const CONSTANT = /^(?:export )?const (?:([A-Z][A-Z0-9_]*)\b[^=\n]*= (.+)|(\w+) = (-?\d[\w.]*))$/gm
const TUNED = /^### ([A-Z][A-Z0-9_]*)$([\s\S]*?)(?=^#|$(?![\s\S]))/gm
const BOLD = /^\| \*\*(.+?)\*\* \|/gm

/**
 * The faults of the page that explains constants: one of `sources` that has no section of its own, nor a line under "What is
 * not tuned", names that are in no source, and tables whose bold row is not the value in the source.
 *
 * Constants of `others` may have a section, but need none.
 */
export function faultsOfConstants(page: string, sources: readonly string[], others: readonly string[] = []): string[] {
  const own = sources.flatMap(constantsOf)
  const values = new Map([...own, ...others.flatMap(constantsOf)])
  const tuned = [...page.matchAll(TUNED)].map(([, name, text]) => [name, text] as const)
  const [, list = ''] = /^### What is not tuned\n([\s\S]*?)(?=^[^*\s]|$(?![\s\S]))/m.exec(page) ?? []
  const fixed = [...list.matchAll(/`([A-Z][A-Z0-9_]*)`/g)].map(([, name]) => name)
  const explained = [...tuned.map(([name]) => name), ...fixed]
  return [
    ...(own.length === 0 ? ['the sources have no constants'] : []),
    ...own.filter(([name]) => !explained.includes(name)).map(([name]) => `${name} is not explained`),
    ...explained.filter(name => !values.has(name)).map(name => `${name} does not exist`),
    ...tuned.flatMap(([name, text]) => {
      const bold = [...text.matchAll(BOLD)].map(([, value]) => value)
      const agrees = !values.has(name) || (bold.length === 1 && bold[0] === values.get(name))
      return agrees ? [] : [`${name} is ${values.get(name)}, but the page has ${bold.join(' and ') || 'no value'}`]
    }),
  ]
}

function constantsOf(source: string): (readonly [name: string, value: string])[] {
  return [...source.matchAll(CONSTANT)].map(
    ([, name, value, other, number]) => [name ?? other, value ?? number] as const,
  )
}
