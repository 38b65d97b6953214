import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import entryPoints from './entry-points.json' with { type: 'json' }
import { PROPERTY_TESTS } from './test/property-tests'

const alias = Object.entries(entryPoints).map(([subpath, source]) => ({
  find: new RegExp(`^tidemark${subpath.slice(1)}$`),
  replacement: fileURLToPath(new URL(source, import.meta.url)),
}))

const property = PROPERTY_TESTS.map(path => `test/${path}${path.endsWith('/') ? '**/*.test.ts' : ''}`)

export default defineConfig({
  resolve: { alias },
  test: {
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        // Files share their modules: a unit run takes seconds.
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: property,
          isolate: false,
          testTimeout: 20_000,
        },
      },
      { extends: true, test: { name: 'property', include: property, testTimeout: 120_000 } },
    ],
  },
})
