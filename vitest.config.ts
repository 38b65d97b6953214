import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import entryPoints from './entry-points.json' with { type: 'json' }

const alias = Object.entries(entryPoints).map(([subpath, source]) => ({
  find: new RegExp(`^tidemark${subpath.slice(1)}$`),
  replacement: fileURLToPath(new URL(source, import.meta.url)),
}))

export default defineConfig({
  resolve: { alias },
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000, maxWorkers: '100%' },
})
