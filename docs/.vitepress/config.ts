import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DefaultTheme, defineConfig } from 'vitepress'
import { CHAPTERS } from './pages'

const docs = fileURLToPath(new URL('..', import.meta.url))
const { description, repository } = JSON.parse(readFileSync(`${docs}../package.json`, 'utf8'))
const home: string = (repository?.url ?? '').replace(/^git\+|\.git$/g, '')

/** A page of the site by the heading that it begins with. */
function page(name: string): DefaultTheme.SidebarItem {
  const [, text] = /^# (.*)$/m.exec(readFileSync(`${docs}${name}.md`, 'utf8'))!
  return { text: text.replaceAll('`', ''), link: `/${name}` }
}

/** The reference that typedoc wrote: a module, and below it what it exports. */
function reference(folder = 'reference/tidemark', text = 'tidemark'): DefaultTheme.SidebarItem[] {
  const inside = existsSync(`${docs}${folder}`) ? readdirSync(`${docs}${folder}`, { withFileTypes: true }) : []
  const folders = inside.filter(entry => entry.isDirectory()).map(({ name }) => name)
  const kinds = folders.filter(name => !existsSync(`${docs}${folder}/${name}/index.md`))
  const modules = folders.filter(name => !kinds.includes(name))
  const items = kinds.map(kind => {
    const names = readdirSync(`${docs}${folder}/${kind}`).map(file => file.replace('.md', ''))
    const links = names.sort().map(name => ({ text: name, link: `/${folder}/${kind}/${name}` }))
    return { text: kind.replace('-', ' '), collapsed: true, items: links }
  })
  return [
    { text, link: `/${folder}/`, items },
    ...modules.flatMap(name => reference(`${folder}/${name}`, `${text}/${name}`)),
  ]
}

const chapters = Object.entries(CHAPTERS).map(([text, names]) => ({ text, items: names.map(page) }))

export default defineConfig({
  title: 'tidemark',
  description,
  cleanUrls: true,
  ignoreDeadLinks: false,
  // Wide enough for the lines of the examples.
  head: [
    ['style', {}, '.VPDoc .content-container { max-width: 800px !important } :root { --vp-code-font-size: 0.8em }'],
  ],
  markdown: {
    config: md => {
      // A link out of docs/ is a link into the repository.
      const { normalizeLink } = md
      md.normalizeLink = url =>
        normalizeLink(url.startsWith('../') && home ? `${home}/blob/main/${posix.join('docs', url)}` : url)
    },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'Reference', link: '/reference/tidemark/' },
    ],
    sidebar: { '/': chapters, '/reference/': reference() },
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: home ? [{ icon: 'github', link: home }] : [],
  },
})
