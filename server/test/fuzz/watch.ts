import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import type { Context } from '../../src/context.ts'

/** Watches a helpdesk's database and files from outside. */
export function watch({ config }: Context) {
  const db = new DatabaseSync(config.databaseUrl.slice('sqlite:'.length), { readOnly: true })
  onTestFinished(() => db.close())
  const version = db.prepare('pragma data_version')
  const tables = db
    .prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`)
    .all()
    .map(({ name }) => String(name))

  let known = { version: -1, fingerprint: '' }
  const versionNow = () => Number(version.get()!.data_version)

  return {
    /** A number that is another one once anything was committed. */
    version: versionNow,

    /** What all rows say, in a few letters; wrong passwords are counted, and that is not in it. */
    fingerprint() {
      const now = versionNow()
      if (known.version === now) return known.fingerprint
      const hash = createHash('sha256')
      for (const table of tables.filter((name) => name !== 'sign_in_failure')) {
        for (const row of db.prepare(`select * from "${table}" order by 1, 2`).iterate()) {
          hash.update(JSON.stringify(row))
        }
      }
      known = { version: now, fingerprint: hash.digest('hex') }
      return known.fingerprint
    },

    /** Files that no row names and no job removes, and those that are still arriving. */
    strayFiles() {
      const rows = db.prepare('select key from attachment').all()
      const jobs = db.prepare(`select payload from job where name = 'files.remove'`).all()
      const named = new Set(rows.map(({ key }) => key))
      for (const { payload } of jobs) {
        for (const key of JSON.parse(String(payload)).keys) named.add(key)
      }
      return filesIn(join(config.dataDir, 'files')).filter((key) => !named.has(key))
    },
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
  return files.map(({ name }) => name)
}
