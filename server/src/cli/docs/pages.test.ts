import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PAGES, pageFile } from './pages.ts'

test.for(Object.entries(PAGES))('docs/%s says what the program does', async ([name, make]) => {
  const stale = `docs/${name} is stale: run "npm run docs" and commit what it writes`
  expect(readFileSync(pageFile(name), 'utf8'), stale).toBe(await make())
})

test('every setting is in a group of its own, and described', async () => {
  const page = await PAGES['configuration.md']!()
  expect(page).not.toContain('## Other')
  expect(page).not.toMatch(/\|  \|$/m)
})
