import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tidemark\/node$/, replacement: source('./src/node/index.ts') },
      { find: /^tidemark\/sqlite$/, replacement: source('./src/store/sqlite/index.ts') },
      { find: /^tidemark\/testing$/, replacement: source('./src/testing/index.ts') },
      { find: /^tidemark$/, replacement: source('./src/index.ts') },
    ],
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000, maxWorkers: '100%' },
})
