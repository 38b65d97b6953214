import list from '../../entry-points.json'

/** An entry point: its file below `src/`, and what it exports. */
export interface EntryModule {
  readonly file: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Every entry point by the name that users import. */
export async function entryModules(): Promise<Readonly<Record<string, EntryModule>>> {
  const modules = Object.entries(list).map(async ([subpath, source]) => {
    const name = `tidemark${subpath.slice(1)}`
    return [name, { file: source.replace(/^src\//, ''), exports: await import(name) }] as const
  })
  return Object.fromEntries(await Promise.all(modules))
}
