import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import { type Db, migrate, openDb } from '../src/db/index.ts'
import { makeDatabase } from './postgres/databases.ts'

/** Whether the tests run on PostgreSQL: the same ones run on both engines. */
export const onPostgres = (): boolean => inject('postgres') !== undefined

/**
 * The setting of a helpdesk's database: on PostgreSQL an empty one of a test's own, gone at its end;
 * on SQLite none, for it is in the data folder.
 */
export async function databaseSetting(): Promise<NodeJS.ProcessEnv> {
  const template = inject('postgres')
  if (!template) return {}
  const { url, drop } = await makeDatabase(template)
  onTestFinished(drop)
  return { DATABASE_URL: url, BELLHOP_DATABASE_POOL_SIZE: '5' }
}

/** The same, but on SQLite in memory: for what needs no file. */
export const quickSetting = async (): Promise<NodeJS.ProcessEnv> => ({
  DATABASE_URL: 'sqlite::memory:',
  ...(await databaseSetting()),
})

/** A database with our tables and nothing in them. */
export async function emptyDb(): Promise<Db> {
  const { DATABASE_URL } = await quickSetting()
  const db = openDb(DATABASE_URL!, { poolSize: 5 })
  onTestFinished(() => db.destroy())
  await migrate(db)
  return db
}

const settings = new Map<string, Promise<NodeJS.ProcessEnv>>()

let empty: Promise<string> | undefined

/** A file with our tables and nothing in them: to copy one is much quicker than to make one. */
async function makeEmpty(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'template.sqlite')
  const db = openDb(`sqlite:${path}`)
  await migrate(db)
  await db.destroy()
  return path
}

/** Our tables, in a helpdesk's own file or database. */
async function migrated(folder: string): Promise<NodeJS.ProcessEnv> {
  if (onPostgres()) return databaseSetting()
  cpSync(await (empty ??= makeEmpty()), join(folder, 'bellhop.sqlite'))
  return {}
}

/** The setting for every server that runs on one data folder. */
export function databaseOf(folder: string): Promise<NodeJS.ProcessEnv> {
  const known = settings.get(folder) ?? migrated(folder)
  settings.set(folder, known)
  return known
}

/** Has the servers on a data folder use a database that a test made itself. */
export function useDatabase(folder: string, url: string): void {
  settings.set(folder, Promise.resolve({ DATABASE_URL: url, BELLHOP_DATABASE_POOL_SIZE: '5' }))
}

/** Where the database is of those servers. */
export async function databaseUrlOf(folder: string): Promise<string> {
  return (await databaseOf(folder)).DATABASE_URL ?? `sqlite:${folder}/bellhop.sqlite`
}

/** The database for all tests of a file, which see to its end themselves; undefined on SQLite. */
export async function databaseOfFile() {
  const template = inject('postgres')
  return template && (await makeDatabase(template))
}
