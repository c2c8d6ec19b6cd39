import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { emptyDb } from '../../test/database.ts'
import { insertCustomField } from '../custom-fields/create.ts'
import { inTransaction } from '../db/index.ts'
import { countRows, countTickets } from '../db/tally.ts'
import { seed } from '../seed/seed.ts'
import { copyRows } from './copy.ts'

const silent = { start: () => {}, step: () => {} }

/** A helpdesk with something in every corner: values, files, jobs, merged tickets, a deleted one. */
async function fullDesk() {
  const desk = await testApp()
  const { db, staff, queue } = desk
  await insertCustomField(db, { name: 'site', label: 'Site', data_type: 'varchar', max_length: 20 })
  await staff.post(
    '/api/tickets/',
    newTicket(queue, { custom_site: 'Köln', assigned_to: staff.id }),
  )
  await staff.post('/api/tickets/', newTicket(queue, { submitter_email: 'uma@example.com' }))
  await staff.post('/api/followups/', { ticket: 1, comment: 'On it.', new_status: 3, public: true })
  await seed(db, { tickets: 2500, staff: [staff.id], now: new Date('2025-06-01') })
  await db.updateTable('ticket').set({ merged_to_id: 2502 }).where('id', '=', 1).execute()
  const gone = await staff.post('/api/tickets/', newTicket(queue))
  await staff.delete(`/api/tickets/${(gone.json() as { id: number }).id}/`)
  await desk.admin.post('/api/checklist-templates/', { name: 'Move', task_list: ['Pack', 'Go'] })
  await desk.admin.post('/api/preset-replies/', { name: 'Hi', body: 'Hi.', queues: [queue.id] })
  await desk.admin.patch(`/api/queues/${queue.id}/`, { email_box_pass: 'hunter2' })
  return desk
}

test('a copy holds every row, counts alike, and says how far it is', async () => {
  const { db } = await fullDesk()
  const copy = await emptyDb()
  const seen = { total: 0, steps: 0 }
  const copied = await copyRows(db, copy, {
    start: (total) => (seen.total = total),
    step: (rows) => (seen.steps += rows),
  })
  expect(copied).toMatchObject({ ticket: 2502, user: 3, custom_field: 1, custom_value: 2 })
  expect(copied).toMatchObject({ checklist_template: 1, preset_reply_queue: 1, audit: 3 })
  expect(copied.job).toBeGreaterThan(0)
  expect(seen.steps).toBe(seen.total)
  for (const kind of ['ticket', 'followup', 'attachment'] as const) {
    expect(await countRows(copy, kind, 'all')).toBe(await countRows(db, kind, 'all'))
  }
  const open = { statuses: [1], queues: 'all' as const }
  expect(await countTickets(copy, open)).toBe(await countTickets(db, open))
  const merged = copy.selectFrom('ticket').select('merged_to_id').where('id', '=', 1)
  expect(await merged.execute()).toEqual([{ merged_to_id: 2502 }])
})

test('the copy gives no id again that the old one gave, not even that of a deleted ticket', async () => {
  const { db } = await fullDesk()
  const copy = await emptyDb()
  await copyRows(db, copy, silent)
  await seed(copy, { tickets: 1, staff: [], now: new Date('2025-06-01') })
  const { id } = await copy
    .selectFrom('ticket')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirstOrThrow()
  expect(id).toBe(2504)
})

test('a database that is not empty is left as it is', async () => {
  const { db } = await fullDesk()
  const other = await emptyDb()
  await seed(other, { tickets: 3, staff: [], now: new Date('2025-06-01') })
  await expect(copyRows(db, other, silent)).rejects.toThrow('The new database is not empty')
  expect(await countRows(other, 'ticket', 'all')).toBe(3)
})

test('a copy that breaks off leaves nothing behind', async () => {
  const { db } = await fullDesk()
  const copy = await emptyDb()
  const failing = copyRows(db, copy, {
    start: () => {},
    step: () => {
      throw new Error('The disk is full.')
    },
  })
  await expect(failing).rejects.toThrow('The disk is full.')
  expect(await inTransaction(copy, (tx) => tx.selectFrom('user').selectAll().execute())).toEqual([])
})
