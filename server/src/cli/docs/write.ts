import { writeFileSync } from 'node:fs'
import { PAGES, pageFile } from './pages.ts'

for (const [name, make] of Object.entries(PAGES)) {
  writeFileSync(pageFile(name), await make())
  process.stdout.write(`Wrote docs/${name}.\n`)
}
