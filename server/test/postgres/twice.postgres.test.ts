import { expect, test } from 'vitest'
import { createCustomField } from '../../src/custom-fields/create.ts'
import { addQueue } from '../../src/queues/add.ts'
import { editQueue } from '../../src/queues/edit.ts'
import { createAccount } from '../../src/users/account.ts'
import { testApp } from '../app.ts'
import { whileHeld } from './held.ts'

// What is looked up first may be taken a moment later: the second one is refused in the same words.

const nobodyAdds = (table: string) => `lock table "${table}" in share row exclusive mode`

test('a username that is taken twice at the same moment is refused once', async () => {
  const { ctx, staff } = await testApp()
  const add = () => staff.post('/api/users/', { username: 'twin', password: 'correct horse' })
  const results = await whileHeld(ctx, nobodyAdds('user'), [add, add])
  const answers = results.map((result) => (result.status === 'fulfilled' ? result.value : null)!)
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400])
  const refused = answers.find(({ statusCode }) => statusCode === 400)!
  expect(refused.json()).toEqual({ username: ['A user with that username already exists.'] })
})

test('so is one that two commands take', async () => {
  const { ctx } = await testApp()
  const add = () => createAccount(ctx, { username: 'twin', password: 'correct horse' })
  expect(reasons(await whileHeld<unknown>(ctx, nobodyAdds('user'), [add, add]))).toEqual([
    { username: ['A user with that username already exists.'] },
  ])
})

test('a slug that two new queues take at the same moment is refused once', async () => {
  const { ctx } = await testApp()
  const add = () => addQueue(ctx, { title: 'Twin', slug: 'twin' })
  expect(reasons(await whileHeld<unknown>(ctx, nobodyAdds('queue'), [add, add]))).toEqual([
    { slug: ['A queue with this slug already exists.'] },
  ])
})

test('a slug that two queues are given at the same moment is refused once', async () => {
  const { ctx, queue } = await testApp()
  const { slug } = await addQueue(ctx, { title: 'Other', slug: 'other' })
  const rename = (from: string) => () => editQueue(ctx, from, { slug: 'twin' })
  const works = [rename(queue.slug), rename(slug)]
  const held = 'select id from queue for update'
  expect(reasons(await whileHeld<unknown>(ctx, held, works))).toEqual([
    { slug: ['A queue with this slug already exists.'] },
  ])
})

test('a name that two custom fields take at the same moment is refused once', async () => {
  const { ctx } = await testApp()
  const field = { name: 'site', label: 'Site', data_type: 'varchar', max_length: 20 }
  const add = () => createCustomField(ctx, field)
  expect(reasons(await whileHeld<unknown>(ctx, nobodyAdds('custom_field'), [add, add]))).toEqual([
    { name: ['A custom field with this name already exists.'] },
  ])
})

/** What was said about the fields of those that were refused. */
const reasons = (results: PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason.fields ?? result.reason] : [],
  )
