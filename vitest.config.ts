import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'sqlite', include: ['server/**/*.test.ts'] } },
      {
        test: {
          // The same tests, but with all the time they want: npm run fuzz, npm run crash.
          name: 'full',
          include: ['server/test/{fuzz,crash}/**/*.test.ts'],
          env: { BELLHOP_TESTS: 'full' },
        },
      },
    ],
  },
})
