import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { insertCustomField } from '../src/custom-fields/create.ts'
import type { Db } from '../src/db/index.ts'
import { openContext } from '../src/open.ts'
import { seed } from '../src/seed/seed.ts'
import { databaseOf } from './database.ts'
import { addPerson, type Person } from './people.ts'

export interface Desk {
  ctx: Context
  /** The database's file, on SQLite. */
  path: string
  people: Record<'admin' | 'customer' | 'staff' | 'boris', Person>
}

/**
 * A helpdesk on the disk with this many tickets, each with two follow-ups and a custom value. Agnes
 * sees one of its five queues, Boris two.
 */
export async function deskWith(tickets: number): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-plans-'))
  const ctx = await openContext(
    readConfig({
      BELLHOP_DATA_DIR: folder,
      BELLHOP_QUEUE_PERMISSIONS: 'true',
      ...(await databaseOf(folder)),
    }),
  )
  const app = buildApp(ctx)
  const { db } = ctx
  onTestFinished(async () => {
    await app.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  const admin = await addPerson(
    { ctx, app },
    { username: 'admin', is_staff: true, is_superuser: true },
  )
  const staff = await addPerson({ ctx, app }, { username: 'agnes', is_staff: true })
  const boris = await addPerson({ ctx, app }, { username: 'boris', is_staff: true })
  const email = 'customer7@example.com'
  const customer = await addPerson({ ctx, app }, { username: 'uma', email })
  await seed(db, { tickets, staff: [staff.id], now: new Date('2025-06-01') })
  await fill(db)
  const grants = [
    [staff.id, 2],
    [boris.id, 3],
    [boris.id, 5],
  ] as const
  await db
    .insertInto('queue_permission')
    .values(grants.map(([user_id, queue_id]) => ({ user_id, queue_id })))
    .execute()
  return { ctx, path: join(folder, 'bellhop.sqlite'), people: { admin, staff, boris, customer } }
}

/** A custom value for each ticket, and a file for each that it was opened with. */
async function fill(db: Db) {
  const site = { name: 'site', label: 'Site', data_type: 'varchar', max_length: 20 }
  const { id } = await insertCustomField(db, site)
  await sql`insert into custom_value select id, ${id}, 'Berlin' from ticket`.execute(db)
  await sql`insert into attachment (followup_id, key, path, filename, mime_type, size)
    select min(id), 'key' || ticket_id, '', 'file' || ticket_id, 'text/plain', 1
    from followup group by ticket_id`.execute(db)
  await sql`insert into ticket_dependency (ticket_id, depends_on_id) select id, 1 from ticket
    where id > 1`.execute(db)
}

export const LISTS = ['tickets', 'followups', 'followups-attachments']
const STAFF_PATHS = [
  ...LISTS.flatMap((list) =>
    ['/', '/?page=2', '/?page=last', '/1/'].map((end) => `/api/${list}${end}`),
  ),
  '/api/tickets/?status=1',
  '/api/tickets/?status=open,closed&page=2',
  '/api/tickets/?status=1,2,3,4,5&page=last',
]
const OWN_PATHS = ['/api/user_tickets/', '/api/user_tickets/?page=last&page_size=2']

/** Everybody asks for all that they may see: each list, its pages, its filters, and single rows. */
export const requestsOf = (people: Desk['people']): (readonly [Person, string])[] => [
  ...STAFF_PATHS.map((one) => [people.admin, one] as const),
  // A single row may be in a queue that they do not see.
  ...STAFF_PATHS.filter((one) => !one.endsWith('/1/')).flatMap((one) => [
    [people.staff, one] as const,
    [people.boris, one] as const,
  ]),
  ...OWN_PATHS.map((one) => [people.customer, one] as const),
]
