import { Converter } from 'typedoc'

/** Names the modules of the reference as they are imported: `store/sqlite` is `tidemark/sqlite`. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children) {
      const name = module.name.split('/').at(-1)
      module.name = name === 'index' ? 'tidemark' : `tidemark/${name}`
    }
  })
}
