import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      // A busy machine is no reason to fail.
      { test: { name: 'sqlite', include: ['server/**/*.test.ts'], testTimeout: 60_000 } },
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
