import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { inTransaction } from '../db/index.ts'
import { willBeNamed } from './begin.ts'

test('a file whose row is being written is not called nobody’s, whoever is writing it', async () => {
  const { ctx, staff, queue } = await testApp()
  const ticket = (await staff.post('/api/tickets/', newTicket(queue))).json()
  await staff.post('/api/followups/', { ticket: ticket.id, comment: 'See the file.' })
  const { id } = await ctx.db.selectFrom('followup').select('id').executeTakeFirstOrThrow()
  const row = { followup_id: id, path: '', filename: 'f', mime_type: 'text/plain', size: 1 }
  await inTransaction(ctx.db, async (tx) => {
    await tx
      .insertInto('attachment')
      .values({ ...row, key: 'written' })
      .execute()
    await expect(willBeNamed(ctx.db)('written')).rejects.toThrow('lock timeout')
  })
  expect(await willBeNamed(ctx.db)('written')).toBe(true)
  expect(await willBeNamed(ctx.db)('nobodys')).toBe(false)
})
