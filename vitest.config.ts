import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tidemark\/testing$/, replacement: source('./src/testing/index.ts') },
      { find: /^tidemark$/, replacement: source('./src/index.ts') },
    ],
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000 },
})
