import { expect, onTestFinished, test } from 'vitest'
import { quickSetting } from '../../test/database.ts'
import { readConfig } from '../config.ts'
import { openContext } from '../open.ts'
import { createAccount } from '../users/account.ts'
import { addQueue } from './add.ts'
import { editQueue } from './edit.ts'

async function desk() {
  const ctx = await openContext(readConfig(await quickSetting()))
  onTestFinished(() => ctx.db.destroy())
  await addQueue(ctx, { slug: 'support', title: 'Support', new_ticket_cc: 'a@example.com' })
  return ctx
}

test('a queue with several mistakes hears of all of them', async () => {
  const ctx = await desk()
  const input = { slug: 'no slug', title: ' ', email_address: 'nobody', escalate_days: -1 }
  await expect(addQueue(ctx, input)).rejects.toMatchObject({
    fields: {
      slug: ['This may hold letters, digits, "-" and "_" only.'],
      title: ['This may not be empty.'],
      email_address: ['This is not an e-mail address.'],
      escalate_days: ['This must be a whole number from 0 to 2147483647.'],
    },
  })
})

test('only what is given of a queue changes, and an empty value clears it', async () => {
  const ctx = await desk()
  expect(await editQueue(ctx, 'support', { escalate_days: 3 })).toMatchObject({
    title: 'Support',
    escalate_days: 3,
    new_ticket_cc: 'a@example.com',
  })
  expect(await editQueue(ctx, 'support', { new_ticket_cc: '' })).toMatchObject({
    escalate_days: 3,
    new_ticket_cc: null,
  })
  await expect(editQueue(ctx, 'support', {})).rejects.toThrow('Nothing was given to change.')
})

test('two queues cannot have one slug', async () => {
  const ctx = await desk()
  await addQueue(ctx, { slug: 'billing', title: 'Billing' })
  const taken = { fields: { slug: ['A queue with this slug already exists.'] } }
  await expect(addQueue(ctx, { slug: 'billing', title: 'B' })).rejects.toMatchObject(taken)
  await expect(editQueue(ctx, 'support', { slug: 'billing' })).rejects.toMatchObject(taken)
  await expect(editQueue(ctx, 'none', { slug: 'x' })).rejects.toThrow('There is no queue "none".')
})

test('a queue is owned by somebody who works here', async () => {
  const ctx = await desk()
  await createAccount(ctx, { username: 'maya', password: 'x' })
  await createAccount(ctx, { username: 'tom', password: 'x', is_staff: true })
  await expect(editQueue(ctx, 'support', { default_owner: 'eve' })).rejects.toMatchObject({
    fields: { default_owner: ['There is no user "eve".'] },
  })
  await expect(editQueue(ctx, 'support', { default_owner: 'maya' })).rejects.toMatchObject({
    fields: { default_owner: ['"maya" does not work here.'] },
  })
  const queue = await editQueue(ctx, 'support', { default_owner: 'tom' })
  expect(queue.default_owner_id).toBe(2)
})
