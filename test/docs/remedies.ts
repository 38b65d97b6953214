/** The faults of a page that lists error codes: codes it lacks, codes that do not exist, and codes without a cause or a remedy. */
export function faultsOfRemedies(page: string, source: string): string[] {
  const [, union = ''] = /type ErrorCode =\n((?: +\| '\w+'\n)+)/.exec(source) ?? []
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code)
  const [, table = ''] = /<!-- errors -->\n([\s\S]*?)<!-- \/errors -->/.exec(page) ?? []
  const rows = [...table.matchAll(/^\| `(TIDEMARK_\w+)`[ *]*\|(.*)\|(.*)\|$/gm)]
  const listed = rows.map(([, code]) => code)
  return [
    ...(codes.length === 0 ? ['the source has no codes'] : []),
    ...codes.filter(code => !listed.includes(code)).map(code => `${code} is not listed`),
    ...listed.filter(code => !codes.includes(code)).map(code => `${code} does not exist`),
    ...listed.filter((code, k) => listed.indexOf(code) < k).map(code => `${code} is listed twice`),
    ...rows.filter(([, , when, what]) => !when.trim() || !what.trim()).map(([, code]) => `${code} has no remedy`),
  ]
}
