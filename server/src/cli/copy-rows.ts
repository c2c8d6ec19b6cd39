import { existsSync } from 'node:fs'
import { type Config, readConfig } from '../config.ts'
import type { Places } from '../copy/later-files.ts'
import { type Db, migrate, openDb } from '../db/index.ts'
import { databaseName, databasePath } from './environment.ts'
import { CliError } from './failure.ts'
import { type Answer, counted } from './output.ts'

export interface CopyOptions {
  from?: string
  to?: string
  filesFrom?: string
  filesTo?: string
  json?: boolean
}

type Named = CopyOptions & { from: string }

/** Copies the rows, and says how many. Where their files were copied before, `places` says. */
export async function copyRowsFor(
  options: Named,
  places?: Places,
): Promise<Answer & { json: object }> {
  const { source, target } = databasesOf(options)
  await using old = await openOld(options.from)
  await using fresh = await open(target)
  const rows = await copied(old, fresh, places)
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
  const [there, here] = [databaseName(source), databaseName(target)]
  const text = `Copied ${counted(total, 'row')} from ${there} to ${here}, and found each of them there.`
  return { json: { from: there, to: here, rows }, text }
}

/** What speaks against the new database is said before files take their hours. */
export async function refuseNewDatabase(options: Named): Promise<void> {
  const { target } = databasesOf(options)
  const path = databasePath(target)
  // It is made only once there is something to put into it.
  if (path && !existsSync(path)) return
  await using fresh = await open(target)
  const { refuseUnlessEmpty } = await import('../copy/empty.ts')
  await refuseUnlessEmpty(fresh)
}

function databasesOf({ from, to = process.env['DATABASE_URL'] }: Named) {
  if (!to) throw new CliError('Where to? Say --to, or set DATABASE_URL.')
  const [source, target] = [configFor(from), configFor(to)]
  if (source.databaseUrl === target.databaseUrl) {
    throw new CliError('The old and the new database are the same one.')
  }
  return { source, target }
}

/** The database that is copied from. A name that is wrong would make an empty one. */
export async function openOld(url: string): Promise<Db> {
  const config = configFor(url)
  const path = databasePath(config)
  if (path && !existsSync(path)) throw new CliError(`There is no database at ${path}.`)
  return open(config)
}

async function open(config: Config): Promise<Db> {
  const db = openDb(config.databaseUrl, config.database)
  await migrate(db)
  return db
}

/** What else is set counts for both. */
const configFor = (url: string): Config => readConfig({ ...process.env, DATABASE_URL: url })

async function copied(from: Db, to: Db, places?: Places) {
  // The other commands, the server among them, do not pay for these.
  const { copyRows } = await import('../copy/copy.ts')
  const { watching } = await import('./progress.ts')
  using watcher = watching('Copying and comparing')
  return await copyRows(from, to, watcher, places)
}
