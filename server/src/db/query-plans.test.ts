import { DatabaseSync, StatementSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Desk, deskWith, LISTS, requestsOf } from '../../test/many-tickets.ts'
import type { Person } from '../../test/people.ts'

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

test('no list and no single row is found by looking through a table, or by sorting it', async () => {
  const { path, people } = await deskWith(3000)
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  const statements = new Set<string>()
  for (const [person, one] of requestsOf(people)) {
    for (const statement of await statementsOf(person, one)) statements.add(statement)
  }
  expect(statements.size).toBeGreaterThan(10)
  for (const statement of statements) {
    expect({ statement, costly: costly(database, statement) }).toEqual({ statement, costly: [] })
  }
})

test('a page takes as many statements, however many rows it has and however many there are', async () => {
  const [few, many] = [await deskWith(10), await deskWith(3000)]
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
  const { path } = await deskWith(10)
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
