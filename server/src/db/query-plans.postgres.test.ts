import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { deskWith, requestsOf } from '../../test/many-tickets.ts'
import { planOf, type Statement, statementsOf } from '../../test/postgres/plans.ts'
import { type Db, openDb } from './index.ts'

const TICKETS = 3000
/** A page has 25 tickets; the second one of a filter is found by walking past some of the first. */
const MOST_ROWS = 250
const LARGE = ['ticket', 'followup', 'attachment', 'custom_value', 'ticket_dependency']

/** The parts of a statement's plan that look through a large table, or through much of it. */
async function costly(db: Db, statement: Statement): Promise<string[]> {
  const nodes = await planOf(db, statement, 'analyze')
  return nodes.flatMap((node) => {
    const table = node['Relation Name']
    if (!table || !LARGE.includes(table)) return []
    const found = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)
    const read = (found + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops']
    const isCostly = node['Node Type'].includes('Seq Scan') || read > MOST_ROWS
    return isCostly ? [`${node['Node Type']} of ${read} rows of ${table}`] : []
  })
}

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
