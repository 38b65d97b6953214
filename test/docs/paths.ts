const PATH = /`((?:src|test|examples|bench|docs)\/[\w./-]+)`/g

/** The paths of the repository that a page names in its text and that are not there. Names with a `<part>` to fill in are left out. */
export function missingPaths(page: string, exists: (path: string) => boolean): string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(PATH)].map(([, path]) => path).filter(path => !exists(path))
}
