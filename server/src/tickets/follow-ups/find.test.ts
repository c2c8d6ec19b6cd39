import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'
import { addQueue } from '../../queues/add.ts'
import { grantQueue } from '../../queues/grant.ts'

const FIND = '/api/followups/find/'

test('follow-ups are found by their fields, in queues that somebody may see', async () => {
  const { ctx, admin, staff, customer, stranger, queue } = await testApp({
    BELLHOP_QUEUE_PERMISSIONS: 'true',
  })
  const other = await addQueue(ctx, { title: 'Other', slug: 'other' })
  await admin.post('/api/tickets/', newTicket(queue))
  await admin.post('/api/tickets/', newTicket(other))
  await grantQueue(ctx, { username: 'agnes', queue: 'other' })
  await staff.post('/api/followups/', { ticket: 2, comment: 'Closed', new_status: 4 })
  for (const [person, query, ids] of [
    [admin, '', [3, 2, 1]],
    [admin, 'ordering=date', [1, 2, 3]],
    [admin, 'ticket=2', [3, 2]],
    [admin, 'id=1,3', [3, 1]],
    [admin, `user=${staff.id}`, [3]],
    [admin, 'new_status=closed', [3]],
    [admin, 'public=true', [2, 1]],
    [admin, 'date__lt=2020-01-01', []],
    [admin, 'date__gte=2020-01-01&ticket=1', [1]],
    [staff, '', [3, 2]],
    [staff, 'ticket=1', []],
  ] as const) {
    const { count, count_is_exact, results } = (await person.get(`${FIND}?${query}`)).json()
    const found = results.map(({ id }: { id: number }) => id)
    expect([query, found, count, count_is_exact]).toEqual([query, [...ids], ids.length, true])
  }
  const answer = await staff.get(`${FIND}?fields=id,new_status&page_size=1`)
  expect(answer.json()).toMatchObject({ results: [{ id: 3, new_status: 4 }], previous: null })
  expect(answer.json().next).toContain('page=2')
  expect((await staff.get(`${FIND}?comment=x`)).json()).toHaveProperty('comment')
  expect((await customer.get(FIND)).statusCode).toBe(403)
  expect((await stranger.get(FIND)).statusCode).toBe(401)
})

test('words are found in what somebody wrote, and in the names of its files', async () => {
  const { ctx, admin, staff, queue } = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const other = await addQueue(ctx, { title: 'Other', slug: 'other' })
  await grantQueue(ctx, { username: 'agnes', queue: 'other' })
  for (const each of [queue, other]) {
    await admin.post('/api/tickets/', newTicket(each, { description: 'A grinder that burns' }))
  }
  await admin.post('/api/followups/', { ticket: 1, comment: 'No "grinder" <here>!' })
  await admin.post('/api/followups/', { ticket: 2, comment: 'The grinder is mended' })
  const attachments = [textFile('grinder_manual.txt')]
  await admin.postForm('/api/followups/', { ticket: 2, comment: 'It burns no more', attachments })
  for (const [person, query, ids] of [
    [admin, 'search=grinder', [5, 4, 3, 2, 1]],
    [admin, 'search=GRINDER+burns', [5, 2, 1]],
    [admin, 'search=grinder+burns&ordering=date&public=true', [1, 2]],
    [admin, 'search="grinder+is"', [4]],
    [admin, 'search="is+grinder"', []],
    [admin, 'search=manu*&ticket=2', [5]],
    [admin, 'search=grind', []],
    [staff, 'search=grinder', [5, 4, 2]],
    [staff, 'search=here', []],
    [staff, 'search=here&ticket=1', []],
  ] as const) {
    const { count, count_is_exact, results } = (await person.get(`${FIND}?${query}`)).json()
    const found = results.map(({ id }: { id: number }) => id)
    expect([query, found, count, count_is_exact]).toEqual([query, [...ids], ids.length, true])
  }
  const one = await admin.get(`${FIND}?search=grinder&page=3&page_size=2&fields=id`)
  expect(one.json()).toMatchObject({ count: 5, next: null })
  expect(one.json().results).toEqual([
    { id: 1, highlight: [{ field: 'comment', text: 'A <mark>grinder</mark> that burns' }] },
  ])
  const two = (await admin.get(`${FIND}?search=manual+burns&fields=id`)).json().results
  expect(two).toEqual([
    {
      id: 5,
      highlight: [
        { field: 'comment', text: 'It <mark>burns</mark> no more' },
        { field: 'attachment', text: 'grinder_<mark>manual</mark>.txt' },
      ],
    },
  ])
  expect((await admin.get(`${FIND}?search=%3F`)).json()).toHaveProperty('search')
})

test('the old lists show what was chosen, and all of it where nothing sensible was', async () => {
  const { staff, queue } = await testApp()
  await staff.post('/api/tickets/', newTicket(queue))
  for (const list of ['tickets', 'followups']) {
    const all = (await staff.get(`/api/${list}/`)).body
    expect((await staff.get(`/api/${list}/?fields=none,&include=none`)).body).toBe(all)
    const some = await staff.get(`/api/${list}/?fields=title,id,none`)
    expect(some.json().results.map(Object.keys)).toEqual([['id', 'title']])
    expect(Object.keys((await staff.get(`/api/${list}/1/?fields=title`)).json())).toEqual(['title'])
  }
  const queue_details = { id: queue.id, title: 'Support', slug: 'support' }
  const detail = (await staff.get('/api/tickets/1/')).json()
  const more = await staff.get('/api/tickets/1/?include=queue_details')
  expect(more.json()).toEqual({ ...detail, queue_details })
})
