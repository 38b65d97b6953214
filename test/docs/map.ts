const LINE = /^ {2}(\S+)\s{2,}(\S.*)$/gm

/** The faults of a page's map of `src/`: rooms out of order, missing or gone, subfolders that it names wrongly. */
export function faultsOfMap(page: string, rooms: readonly string[], paths: readonly string[]): string[] {
  const [, map = ''] = /<!-- rooms -->\n```text\n([\s\S]*?)```/.exec(page) ?? []
  const lines = [...map.matchAll(LINE)].map(([, name, phrase]) => ({ room: name.replace(/\/$|\.ts$/, ''), phrase }))
  const order = lines.map(({ room }) => room).join(' ')
  const wrongOrder =
    order === rooms.join(' ') ? [] : [`the map shows ${order || 'nothing'}, and there is ${rooms.join(' ')}`]
  const wrongFolders = lines.flatMap(({ room, phrase }) => {
    const named = [...phrase.matchAll(/([\w-]+)\//g)].map(([, folder]) => folder).sort()
    const folders = [
      ...new Set(paths.map(path => path.split('/')).filter(parts => parts[0] === room && parts.length > 2)),
    ]
    const there = [...new Set(folders.map(parts => parts[1]))].sort()
    return named.join() === there.join() ? [] : [`${room} is said to have ${named.join()}, and has ${there.join()}`]
  })
  return [...wrongOrder, ...wrongFolders]
}

/** The sources that a section of a page links to, each once, in the order in which it names them. */
export function sourcesIn(page: string, heading: string): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const [own] = section.split('\n## ')
  return [...new Set([...own.matchAll(/\]\(\.\.\/(src\/[\w/.-]+\.ts)\)/g)].map(([, path]) => path))]
}
