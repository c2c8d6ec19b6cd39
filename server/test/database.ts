import { inject, onTestFinished } from 'vitest'
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

/** The same for all tests of a file, which see to its end themselves; undefined on SQLite. */
export async function databaseOfFile() {
  const template = inject('postgres')
  return template && (await makeDatabase(template))
}
