import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { addPerson, type Person } from '../../test/people.ts'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { insertCustomField } from '../custom-fields/create.ts'
import { openContext } from '../open.ts'
import type { Db } from './index.ts'
import { seed } from '../seed/seed.ts'

interface Desk {
  path: string
  people: Record<'admin' | 'customer' | 'staff' | 'boris', Person>
}

/**
 * A helpdesk on the disk with this many tickets, each with two follow-ups and a custom value. Agnes
 * sees one of its five queues, Boris two.
 */
async function desk(tickets: number): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-plans-'))
  const ctx = await openContext(
    readConfig({ BELLHOP_DATA_DIR: folder, BELLHOP_QUEUE_PERMISSIONS: 'true' }),
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
  return { path: join(folder, 'bellhop.sqlite'), people: { admin, staff, boris, customer } }
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

/** The statements that a request runs, with each repetition. */
async function statementsOf(person: Person, path: string): Promise<string[]> {
  const seen: string[] = []
  for (const method of ['all', 'get', 'run', 'iterate'] as const) {
    const original = StatementSync.prototype[method] as (...values: unknown[]) => unknown
    vi.spyOn(StatementSync.prototype, method).mockImplementation(function (
      this: StatementSync,
      ...values: unknown[]
    ) {
      if (!/^(begin|commit|pragma data_version)\b/.test(this.sourceSQL)) seen.push(this.sourceSQL)
      return original.apply(this, values) as never
    })
  }
  const { statusCode, body } = await person.get(path)
  vi.restoreAllMocks()
  expect(statusCode, body).toBe(200)
  return seen
}

interface Step {
  detail: string
  parent: number
}

const LARGE = 'ticket|followup|attachment|custom_value|ticket_dependency|user|token'

/** A page: so many rows in the order of an index, or the rows whose ids are those of a page. */
const PAGE =
  /(?:(\bwhere "?id"? in \((?:\s*select id from \()?[^()]*)\border by ([\w", ]*)"?id"?(?: desc)? limit \?\d* offset \?\d*\)|\border by ([\w", ]*)"?id"? limit \?\d* offset \?\d*$)/

/** The steps of a statement that cost more when there is more: scans and sorts beyond a page. */
function costly(database: DatabaseSync, statement: string): string[] {
  const plan = database.prepare(`explain query plan ${statement}`).all() as unknown as Step[]
  const [slice, ids, inside, before = inside] = PAGE.exec(statement.trim()) ?? []
  const readsById = /USING (INTEGER PRIMARY KEY|INDEX followup_id \(id=\?\))/.test(
    plan[0]?.detail ?? '',
  )
  return plan
    .filter(({ detail: step, parent }) => {
      // Only the rows of a page are sorted: what finds their ids, inside, must not.
      if (step.includes('TEMP B-TREE')) return !(ids && readsById && parent === 0)
      const [, table, index] = new RegExp(`^SCAN (${LARGE})\\b(.*)`).exec(step) ?? []
      if (!table || slice === undefined || (ids && !readsById)) return Boolean(table)
      return !(index?.includes('INDEX') || before === '')
    })
    .map(({ detail }) => detail)
}

const LISTS = ['tickets', 'followups', 'followups-attachments']
const STAFF_PATHS = [
  ...LISTS.flatMap((list) =>
    ['/', '/?page=2', '/?page=last', '/1/'].map((end) => `/api/${list}${end}`),
  ),
  '/api/tickets/?status=1',
  '/api/tickets/?status=open,closed&page=2',
  '/api/tickets/?status=1,2,3,4,5&page=last',
]
const OWN_PATHS = ['/api/user_tickets/', '/api/user_tickets/?page=last&page_size=2']

test('no list and no single row is found by looking through a table, or by sorting it', async () => {
  const { path, people } = await desk(3000)
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  const asked = [
    ...STAFF_PATHS.map((one) => [people.admin, one] as const),
    // A single row may be in a queue that they do not see.
    ...STAFF_PATHS.filter((one) => !one.endsWith('/1/')).flatMap((one) => [
      [people.staff, one] as const,
      [people.boris, one] as const,
    ]),
    ...OWN_PATHS.map((one) => [people.customer, one] as const),
  ]
  const statements = new Set<string>()
  for (const [person, one] of asked) {
    for (const statement of await statementsOf(person, one)) statements.add(statement)
  }
  expect(statements.size).toBeGreaterThan(10)
  for (const statement of statements) {
    expect({ statement, costly: costly(database, statement) }).toEqual({ statement, costly: [] })
  }
})

test('a page takes as many statements, however many rows it has and however many there are', async () => {
  const [few, many] = [await desk(10), await desk(3000)]
  const count = async ({ people }: Desk, path: string, who: keyof Desk['people'] = 'admin') => {
    // What is remembered until something is written has been read by the first request.
    await people[who].get(path)
    return (await statementsOf(people[who], path)).length
  }
  for (const list of LISTS) {
    const counts = [
      await count(few, `/api/${list}/?page_size=5`),
      await count(many, `/api/${list}/?page_size=5`),
      await count(many, `/api/${list}/?page_size=100`),
      await count(many, `/api/${list}/?page_size=100&page=20`),
      await count(many, `/api/${list}/?page_size=5`, 'staff'),
      await count(many, `/api/${list}/?page_size=5&page=last`, 'boris'),
    ]
    expect([list, ...new Set(counts.slice(0, 4))]).toEqual([list, counts[0]])
    // Which queues they see is one statement more.
    expect([list, ...counts.slice(4)]).toEqual([list, counts[0]! + 1, counts[0]! + 1])
  }
  for (const path of ['/api/tickets/2/', '/api/followups/2/', '/api/followups-attachments/2/']) {
    expect(await count(few, path)).toBe(await count(many, path))
  }
  const two = await count(many, '/api/user_tickets/?page_size=2', 'customer')
  const fifty = await count(many, '/api/user_tickets/?page_size=50', 'customer')
  expect(two).toBe(fifty)
})

test('what looks through a table, or sorts it, would be found out', async () => {
  const { path } = await desk(10)
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  for (const [statement, step] of [
    [`select * from ticket where title = 'x' limit ? offset ?`, 'SCAN ticket'],
    ['select * from ticket order by id', 'SCAN ticket'],
    ['select count(*) from followup', 'SCAN followup USING COVERING INDEX'],
    ['select * from ticket order by title, id limit ? offset ?', 'TEMP B-TREE FOR ORDER BY'],
    [
      `select * from ticket where id in (select id from ticket where status in (1, 2)
        order by title, id limit ? offset ?) order by id`,
      'TEMP B-TREE FOR ORDER BY',
    ],
    [
      'select * from ticket where +id in (select id from ticket order by id limit ? offset ?)',
      'SCAN',
    ],
    [
      `select followup.* from (select id from followup order by date, id limit ? offset ?) as page
        join followup on followup.id = page.id order by followup.date, followup.id`,
      'SCAN followup USING INDEX',
    ],
  ]) {
    expect(costly(database, statement!).join()).toContain(step)
  }
})
