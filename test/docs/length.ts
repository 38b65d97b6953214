/** How many lines a page has beyond a limit: 0 if it keeps to it. */
export function linesBeyond(page: string, limit: number): number {
  return Math.max(0, page.trimEnd().split('\n').length - limit)
}
