/** The source file of each subpath that users may import, as `./store` in `tidemark/store`. */
export type EntryPoints = Readonly<Record<string, string>>

/** What a place that repeats the list of entry points says otherwise. */
export function differences(list: EntryPoints, place: string, said: EntryPoints): string[] {
  const subpaths = [...new Set([...Object.keys(list), ...Object.keys(said)])].sort()
  return subpaths.flatMap(subpath => {
    if (said[subpath] === list[subpath]) return []
    if (!(subpath in said)) return [`${place} lacks ${subpath}`]
    if (!(subpath in list)) return [`${place} has ${subpath}, which is not in entry-points.json`]
    return [`${place}: ${subpath} is ${said[subpath]}, not ${list[subpath]}`]
  })
}

/** What a build makes of a source file: `src/node/index.ts` becomes `./dist/node/index.js`. */
export function builtFrom(source: string, extension: string): string {
  return source.replace(/^src\//, './dist/').replace(/\.ts$/, extension)
}
