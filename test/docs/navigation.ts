/** The faults between pages, by name, and the chapters that list them: strangers on either side, and pages without a title. */
export function faultsOfNavigation(
  pages: ReadonlyMap<string, string>,
  chapters: Readonly<Record<string, readonly string[]>>,
): string[] {
  const listed = Object.values(chapters).flat()
  const inside = [...pages].filter(([name]) => name !== 'index')
  return [
    ...(pages.has('index') ? [] : ['index is not there']),
    ...inside.filter(([name]) => !listed.includes(name)).map(([name]) => `${name} is in no chapter`),
    ...listed.filter(name => !pages.has(name)).map(name => `${name} is listed, but is not there`),
    ...listed.filter((name, k) => listed.indexOf(name) < k).map(name => `${name} is listed twice`),
    ...inside.filter(([, text]) => !/^# \S/.test(text)).map(([name]) => `${name} does not begin with its title`),
  ]
}
