import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [{ test: { name: 'sqlite', include: ['server/**/*.test.ts'] } }],
  },
})
