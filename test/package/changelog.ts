/** Whether a changelog says something about a version: a heading of it, and text below. */
export function mentions(changelog: string, version: string): boolean {
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find(text => text.split(/\s/, 1)[0] === version)
  return section !== undefined && section.slice(section.indexOf('\n')).trim() !== ''
}
