import { posix } from 'node:path'

/** The links in a page that lead nowhere: to a file that is not there, or to a heading that its page lacks. */
export function deadLinks(path: string, text: string, read: (path: string) => string | undefined): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`]*`/g, '')
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link)
  return links.filter(link => {
    if (/^[a-z]+:/.test(link) || link.includes('reference/')) return false // elsewhere, or checked as the site is built
    const [file, anchor] = link.split('#')
    const target = file === '' ? text : read(posix.join(posix.dirname(path), file))
    return target === undefined || (anchor !== undefined && !anchorsIn(target).includes(anchor))
  })
}

/** What the headings of a page are linked by, on GitHub and on the site. */
function anchorsIn(page: string): string[] {
  const headings = [...page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)]
  return headings.map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(/\s/g, '-'),
  )
}
