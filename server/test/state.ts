import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Context } from '../src/context.ts'
import { type Db, isPostgres } from '../src/db/index.ts'
import type { Schema } from '../src/db/schema.ts'
import type { Mail } from '../src/jobs/queue.ts'

const WRITTEN = [
  'ticket',
  'followup',
  'ticket_change',
  'attachment',
  'custom_value',
  'job',
  'tally',
  'ticket_block',
] as const satisfies (keyof Schema)[]

/** Everything that a request about tickets may write: the rows of each table, and the files kept. */
export async function stateOf({ db, config }: Context) {
  const tables: Record<string, unknown[]> = {}
  for (const table of WRITTEN) {
    const { rows } = await sql`select * from ${sql.table(table)} order by 1, 2, 3`.execute(db)
    tables[table] = rows
  }
  return { ...tables, files: filesIn(config) }
}

/** The names of all files that are kept or arriving. */
export function filesIn({ dataDir }: { dataDir: string }): string[] {
  const folder = join(dataDir, 'files')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map(({ name }) => name)
    .toSorted()
}

/** The mails that wait to be sent, in the order in which they were asked for. */
export async function mailsIn(db: Db): Promise<Mail[]> {
  const jobs = await db
    .selectFrom('job')
    .select('payload')
    .where('name', '=', 'mail.send')
    .orderBy('id')
    .execute()
  return jobs.map(({ payload }) => payload as Mail)
}

/** Makes every insert into a table fail that this condition on `new` is true of. */
export async function failInserts(db: Db, table: keyof Schema, when = '1 = 1'): Promise<void> {
  await failWrites(db, table, { event: 'insert', when })
}

/** Makes writes to a table fail, until what it gives back is called. */
export async function failWrites(
  db: Db,
  table: keyof Schema,
  { event, when = '1 = 1' }: { event: 'insert' | 'update'; when?: string },
): Promise<() => Promise<unknown>> {
  const run = (text: string) => sql.raw(text).execute(db)
  const name = `fail_${table}`
  const head = `create trigger ${name} before ${event} on "${table}" for each row when (${when})`
  if (isPostgres(db)) {
    await run(`create function ${name}() returns trigger language plpgsql
      as $$ begin raise exception 'made to fail'; end $$`)
    await run(`${head} execute function ${name}()`)
    return () => run(`drop trigger ${name} on "${table}"`)
  }
  await run(`${head} begin select raise(abort, 'made to fail'); end`)
  return () => run(`drop trigger ${name}`)
}
