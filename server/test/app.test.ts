import { expect, test } from 'vitest'
import { newTicket, testApp } from './app.ts'
import { textFile } from './client.ts'
import { filesIn } from './state.ts'

test('a helpdesk for a test begins with a queue, three people, and nothing else', async () => {
  const { staff, customer, stranger, db } = await testApp()
  expect((await staff.get('/api/tickets/')).json()).toMatchObject({ count: 0 })
  expect((await customer.get('/api/tickets/')).statusCode).toBe(403)
  expect((await stranger.get('/api/tickets/')).statusCode).toBe(401)
  expect(await db.selectFrom('queue').select('slug').execute()).toEqual([{ slug: 'support' }])
})

test('forms with files reach it as they do over a network', async () => {
  const { ctx, staff, queue } = await testApp()
  const form = { ...newTicket(queue), attachment: textFile('note.txt', 'as it was') }
  const ticket = (await staff.postForm('/api/tickets/', form)).json()
  const [{ file }] = ticket.followup_set[0].followupattachment_set
  const { pathname, search } = new URL(file)
  expect((await staff.get(pathname + search)).body).toBe('as it was')
  expect(filesIn(ctx.config)).toHaveLength(1)
})
