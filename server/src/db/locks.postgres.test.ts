import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { multipart, textFile } from '../../test/client.ts'
import { filesIn, flawsOf } from '../../test/crash/soundness.ts'
import { whileHeld } from '../../test/postgres/held.ts'
import { handlersFor } from '../handlers.ts'
import { runNextJob } from '../jobs/worker.ts'
import { deactivateUser } from '../users/deactivate.ts'

// All but the first, which is one statement, fail without the locks: SQLite has one writer, PostgreSQL
// has many.

/** A helpdesk with a ticket that has a file. */
async function desk() {
  const made = await testApp()
  const { ctx, staff, queue } = made
  await staff.postForm('/api/tickets/', { ...newTicket(queue), attachment: textFile('first.txt') })

  async function afterJobs() {
    const later = new Date(ctx.now().getTime() + 1000)
    while (await runNextJob(ctx.db, handlersFor(ctx), later));
    const { dataDir } = ctx.config
    return { flaws: await flawsOf(dataDir), files: filesIn(`${dataDir}/files`).size }
  }
  return { ...made, afterJobs }
}

/** What was answered, or what was thrown. */
const outcomes = <T>(results: PromiseSettledResult<T>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))

const THE_TICKET = 'select id from ticket where id = 1 for update'
/** Lets rows of a table be read, and locked one by one, and nothing be written. */
const noWrites = (table: string) => `lock table "${table}" in share row exclusive mode`

test('of two who change other fields of one ticket, both find their change in it', async () => {
  const { ctx, staff } = await desk()
  const change = (fields: object) => () => staff.patch('/api/tickets/1/', fields)
  await whileHeld(ctx, THE_TICKET, [change({ title: 'It is out' }), change({ priority: 1 })])
  expect((await staff.get('/api/tickets/1/')).json()).toMatchObject({
    title: 'It is out',
    priority: 1,
  })
})

test('of two who resolve a ticket at the same moment, the second one finds it resolved', async () => {
  const { ctx, db, staff } = await desk()
  const resolve = (comment: string) => () =>
    staff.post('/api/followups/', { ticket: 1, comment, new_status: 3 })
  await whileHeld(ctx, THE_TICKET, [resolve('It is out.'), resolve('So it is.')])
  const { followup_set } = (await staff.get('/api/tickets/1/')).json()
  const moves = followup_set.map((row: { new_status: number | null }) => row.new_status)
  expect(moves.toSorted()).toEqual([3, null, null])
  expect(await db.selectFrom('ticket_change').select('new_value').execute()).toHaveLength(1)
})

test('a ticket that is deleted while somebody answers it takes the file of the answer along', async () => {
  const { ctx, staff, afterJobs } = await desk()
  const answer = () =>
    staff.postForm('/api/followups/', {
      ticket: 1,
      comment: 'See here.',
      attachments: textFile('late.txt'),
    })
  const results = await whileHeld(ctx, noWrites('attachment'), [
    answer,
    () => staff.delete('/api/tickets/1/'),
  ])
  expect(outcomes(results)).toMatchObject([{ statusCode: 201 }, { statusCode: 204 }])
  expect((await staff.get('/api/tickets/1/')).statusCode).toBe(404)
  expect(await afterJobs()).toEqual({ flaws: [], files: 0 })
})

test('a follow-up that is deleted while a file is added to it takes the file along', async () => {
  const { ctx, staff, afterJobs } = await desk()
  await staff.post('/api/followups/', { ticket: 1, comment: 'See below.' })
  const fields = { followup: 2, file: textFile('late.txt') }
  // A new file is counted when everything else of it is done.
  const results = await whileHeld(ctx, noWrites('tally'), [
    () => staff.postForm('/api/followups-attachments/', fields),
    () => staff.delete('/api/followups/2/'),
  ])
  for (const { statusCode } of outcomes(results)) expect([201, 204, 409]).toContain(statusCode)
  expect(await afterJobs()).toEqual({ flaws: [], files: 1 })
})

test('of two files that replace one another at the same moment, one stays', async () => {
  const { ctx, staff, afterJobs } = await desk()
  const replace = (content: string) => async () => {
    const { type, body } = await multipart({ file: textFile('next.txt', content.padEnd(21)) })
    const headers = { 'content-type': type }
    return staff.request('PATCH', '/api/followups-attachments/1/', { headers, body })
  }
  const held = 'select id from attachment where id = 1 for update'
  const results = await whileHeld(ctx, held, [replace('one'), replace('two')])
  expect(outcomes(results)).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }])
  expect(await afterJobs()).toEqual({ flaws: [], files: 1 })
})

test('of the last two superusers one stays, even if both are deactivated at the same moment', async () => {
  const { ctx, db, admin, staff } = await desk()
  await db.updateTable('user').set({ is_superuser: true }).where('id', '=', staff.id).execute()
  const results = await whileHeld(ctx, noWrites('session'), [
    () => deactivateUser(ctx, admin.username),
    () => deactivateUser(ctx, staff.username),
  ])
  expect(outcomes(results)).toEqual([
    { sessions_ended: 0 },
    '"agnes" is the only superuser left: make another one first.',
  ])
})
