import { sql } from 'kysely'
import { Client } from 'pg'
import { expect, vi } from 'vitest'
import type { Db } from '../../src/db/index.ts'
import type { Person } from '../people.ts'

export interface Statement {
  text: string
  values: unknown[]
}

/** A part of a plan; with what it came to, where it was carried out. */
export interface Node {
  'Node Type': string
  'Index Name'?: string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}

/** The statements of a request that read, with their values. */
export async function statementsOf(person: Person, path: string): Promise<Statement[]> {
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
  expect([path, statusCode, body]).toEqual([path, 200, expect.anything()])
  return seen
}

/** All parts of the plan of a statement; with `analyze` it is carried out as well. */
export async function planOf(
  db: Db,
  { text, values }: Statement,
  how: 'analyze' | 'plan' = 'plan',
): Promise<Node[]> {
  const pieces = text.split(/\$(\d+)/).map((piece, index) =>
    // Every second piece is the number of a value.
    index % 2 ? sql`${values[Number(piece) - 1]}` : sql.raw(piece),
  )
  const options = how === 'analyze' ? sql`analyze, format json` : sql`format json`
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Node }] }>`
    explain (${options}) ${sql.join(pieces, sql``)}`.execute(db)
  return nodesIn(rows[0]!['QUERY PLAN'][0].Plan)
}

const nodesIn = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesIn)]
