import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { onPostgres } from '../../test/database.ts'
import { inTransaction } from '../db/index.ts'

const AUDIT = '/api/audit/'

/** A helpdesk in which an admin has added a queue, changed and deleted it. */
async function desk() {
  const made = await testApp()
  const queue = await made.admin.post('/api/queues/', { title: 'Billing', slug: 'billing' })
  const path = `/api/queues/${queue.json().id}/`
  await made.admin.patch(path, { title: 'Money' })
  await made.admin.delete(path)
  return { ...made, id: queue.json().id as number }
}

test('the audit says who changed what, the newest first', async () => {
  const { admin, id } = await desk()
  const { count, results } = (await admin.get(AUDIT)).json()
  const actions = results.map(({ action }: { action: string }) => action)
  expect([count, actions]).toEqual([3, ['deleted', 'edited', 'created']])
  const shown = {
    id: expect.any(Number),
    at: expect.stringMatching(/Z$/),
    user: admin.id,
    username: 'admin',
    address: '127.0.0.1',
    action: 'edited',
    kind: 'queue',
    object_id: id,
    label: 'billing',
    changes: { title: ['Billing', 'Money'] },
  }
  expect(results[1]).toEqual(shown)
  expect((await admin.get(`${AUDIT}${results[1].id}/`)).json()).toEqual(shown)
  expect((await admin.get(`${AUDIT}99999/`)).statusCode).toBe(404)
})

test('the audit is narrowed by who, what and when, and what makes no sense is named', async () => {
  const { admin, id } = await desk()
  const count = async (query: string) => (await admin.get(`${AUDIT}?${query}`)).json().count
  expect(await count(`kind=queue&object_id=${id}&action=edited`)).toBe(1)
  expect(await count(`user=${admin.id}`)).toBe(3)
  expect(await count('username=nobody')).toBe(0)
  expect(await count('at__gte=2001-01-01')).toBe(3)
  expect(await count('at__lt=2001-01-01')).toBe(0)
  expect(await count('search=BILL')).toBe(3)
  const wrong = await admin.get(`${AUDIT}?at__gte=soon&changes=1&ordering=at`)
  expect([wrong.statusCode, Object.keys(wrong.json())]).toEqual([
    400,
    ['at__gte', 'changes', 'ordering'],
  ])
})

test('only admins read the audit, and nobody writes it', async () => {
  const { admin, staff, customer, stranger } = await desk()
  expect((await staff.get(AUDIT)).statusCode).toBe(403)
  expect((await customer.get(`${AUDIT}1/`)).statusCode).toBe(403)
  expect((await stranger.get(AUDIT)).statusCode).toBe(401)
  expect((await admin.post(AUDIT, {})).statusCode).toBe(405)
  expect((await admin.delete(`${AUDIT}1/`)).statusCode).toBe(405)
})

test('to count the audit and to find its newest entries nobody looks through all of it', async () => {
  const { db, admin } = await desk()
  const kept = db.selectFrom('tally').select(({ fn }) => fn.sum<number>('count').as('count'))
  expect(await kept.where('kind', '=', 'audit').execute()).toEqual([{ count: 3 }])
  expect((await admin.get(AUDIT)).json().count).toBe(3)
  if (!onPostgres()) return
  const plan = await inTransaction(db, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    return sql<{ 'QUERY PLAN': string }>`explain select * from audit
      order by id desc nulls last, id asc nulls first limit 25`.execute(tx)
  })
  const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(lines).toContain('audit_newest')
  expect(lines).not.toContain('Sort')
})
