import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { onPostgres } from '../../../test/database.ts'
import { deskWith } from '../../../test/many-tickets.ts'
import { type Find, readFind } from '../../http/find/find.ts'
import { fewTickets, someTickets, walkTickets } from './page.ts'
import { questionOf } from './question.ts'
import { partBehindIndex, smallestSource } from './sources.ts'
import { findTickets } from './spec.ts'

const FILTERS = [
  'status=1,2',
  'queue=3',
  'priority=1',
  'on_hold=true',
  'assigned_to__isnull=true',
  'created__gte=2024-01-01',
  'modified__lt=2025-01-01',
  'due_date__isnull=false',
  'submitter_email=customer7@example.com',
  'title__words=printer',
  'kb_item__isnull=true',
]
const ORDERS = ['id', '-created', 'modified', '-priority', 'due_date', 'status']

const find = (query: string): Find => readFind(new URLSearchParams(query), findTickets([]))

/** Whichever way it is found, the same tickets come in the same order. */
test('few, a part, or all of the tickets walked past: each way finds the same', async () => {
  const { ctx } = await deskWith(300)
  const { db } = ctx
  let compared = 0
  for (const [at, first] of FILTERS.entries()) {
    for (const second of FILTERS.slice(at + 1)) {
      const order = ORDERS[compared % ORDERS.length]!
      const question = questionOf(
        { find: find(`${first}&${second}&ordering=${order}`), isOrdered: true },
        'all',
      )
      const few = await fewTickets(db, question, (await smallestSource(db, question))!)
      const asked = { limit: 300, offset: 0, order: question.order! }
      expect([first, second, order, await walkTickets(db, question, asked)]).toEqual([
        first,
        second,
        order,
        few,
      ])
      const part = await partBehindIndex(db, question)
      if (part) expect(await someTickets(db, question, { ...asked, index: part })).toEqual(few)
      compared += 1
    }
  }
  expect(compared).toBe(55)
})

test('whatever two filters are asked together, no row of a ticket is read before it is found', async () => {
  const { ctx, people, path } = await deskWith(300)
  if (onPostgres()) return
  const seen = new Set<string>()
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  onTestFinished(() => prepare.mockRestore())
  for (const [at, first] of FILTERS.entries()) {
    for (const second of FILTERS.slice(at + 1)) {
      const order = ORDERS[(at * 5 + second.length) % ORDERS.length]!
      const question = questionOf(
        { find: find(`${first}&${second}&ordering=${order}`), isOrdered: true },
        'all',
      )
      await walkTickets(ctx.db, question, { limit: 26, offset: 0, order: question.order! })
      await people.admin.get(
        `/api/tickets/find/?${first}&${second}&ordering=${order}&search=monday`,
      )
    }
  }
  for (const [text] of prepare.mock.calls) {
    if (/\bticket\b/.test(text) && text.startsWith('select')) seen.add(text)
  }
  expect(seen.size).toBeGreaterThan(50)
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  for (const text of seen) {
    const plan = database.prepare(`explain query plan ${text}`).all() as { detail: string }[]
    const steps = plan.map(({ detail }) => detail)
    // Without an index of our choice SQLite would read the table, or an index that lacks what is asked.
    const astray = steps.filter((step) => /^SCAN ticket$|AUTOMATIC/.test(step))
    expect([text, astray]).toEqual([text, []])
  }
})
