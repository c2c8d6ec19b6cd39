import { sql } from 'kysely'
import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { deskWith, requestsOf } from '../../test/many-tickets.ts'
import type { Person } from '../../test/people.ts'
import { type Db, openDb } from './index.ts'

interface Statement {
  text: string
  values: unknown[]
}

/** A part of a plan, with what it came to when it was carried out. */
interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}

const TICKETS = 3000
/** A page has 25 tickets; the second one of a filter is found by walking past some of the first. */
const MOST_ROWS = 250
const LARGE = ['ticket', 'followup', 'attachment', 'custom_value', 'ticket_dependency']

/** The statements of a request that read, with their values. */
async function statementsOf(person: Person, path: string): Promise<Statement[]> {
  const seen: Statement[] = []
  const query = Client.prototype.query as (...given: unknown[]) => unknown
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...given: unknown[]
  ) {
    const { text, values } = given[0] as Statement
    if (/^\s*(select|with)\b/.test(text)) seen.push({ text, values })
    return query.apply(this, given) as never
  })
  const { statusCode, body } = await person.get(path).finally(() => spy.mockRestore())
  expect(statusCode, body).toBe(200)
  return seen
}

/** The parts of a statement's plan that look through a large table, or through much of it. */
async function costly(db: Db, { text, values }: Statement): Promise<string[]> {
  const pieces = text.split(/\$(\d+)/).map((piece, index) =>
    // Every second piece is the number of a value.
    index % 2 ? sql`${values[Number(piece) - 1]}` : sql.raw(piece),
  )
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Node }] }>`
    explain (analyze, format json) ${sql.join(pieces, sql``)}`.execute(db)
  return nodesIn(rows[0]!['QUERY PLAN'][0].Plan).flatMap((node) => {
    const table = node['Relation Name']
    if (!table || !LARGE.includes(table)) return []
    const found = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)
    const read = (found + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops']
    const isCostly = node['Node Type'].includes('Seq Scan') || read > MOST_ROWS
    return isCostly ? [`${node['Node Type']} of ${read} rows of ${table}`] : []
  })
}

const nodesIn = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesIn)]

/** A helpdesk, and a connection for looking at plans. */
async function desk() {
  const { ctx, people } = await deskWith(TICKETS)
  await sql`analyze`.execute(ctx.db)
  const db = openDb(ctx.config.databaseUrl, { poolSize: 1 })
  // What is small PostgreSQL reads and joins as a whole, whatever indexes there are. What counts
  // is that there is a better way: it is taken by itself once there are many rows.
  for (const way of ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin']) {
    await sql.raw(`set enable_${way} = off`).execute(db)
  }
  // Nor is it far from one of its pages to any other.
  await sql`set random_page_cost = 1`.execute(db)
  return { ctx, people, db, [Symbol.asyncDispose]: () => db.destroy() }
}

test('on PostgreSQL, too, every list and every row is found by an index, and read no further', async () => {
  await using made = await desk()
  const statements = new Map<string, Statement>()
  for (const [person, path] of requestsOf(made.people)) {
    for (const each of await statementsOf(person, path)) {
      statements.set(JSON.stringify(each), each)
    }
  }
  expect(statements.size).toBeGreaterThan(20)
  for (const statement of statements.values()) {
    expect({ statement, costly: await costly(made.db, statement) }).toEqual({
      statement,
      costly: [],
    })
  }
})

test('what looks through a table on PostgreSQL would be found out', async () => {
  await using made = await desk()
  for (const [text, values] of [
    ['select id from ticket where title = $1', ['x']],
    ['select id from ticket order by title limit $1', [10]],
    ['select id from ticket order by id', []],
    ['select count(*) from followup', []],
    ['select id from ticket order by id limit $1 offset $2', [10, 2000]],
  ] as const) {
    expect([text, await costly(made.db, { text, values: [...values] })]).toEqual([
      text,
      [expect.stringContaining('rows of')],
    ])
  }
})
