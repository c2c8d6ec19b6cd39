import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { type Client, textFile } from '../../../test/client.ts'
import { addQueue } from '../../queues/add.ts'
import { grantQueue } from '../../queues/grant.ts'

const FIND = '/api/followups-attachments/find/'

const answered = async (person: Client, query: string) => {
  const answer = await person.get(`${FIND}?${query}`)
  expect([query, answer.statusCode, answer.body]).toEqual([query, 200, expect.anything()])
  return answer.json()
}

/** Three files: the first on a ticket of one queue, the others on a ticket of another. */
async function deskWithFiles() {
  const desk = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { ctx, admin, staff, queue } = desk
  const other = await addQueue(ctx, { title: 'Other', slug: 'other' })
  await grantQueue(ctx, { username: 'agnes', queue: 'other' })
  const attachment = textFile('secret_plan.txt', 'x')
  await admin.postForm('/api/tickets/', { ...newTicket(queue), attachment })
  await admin.post('/api/tickets/', newTicket(other))
  const attachments = [textFile('Beans of today.txt', 'xyz'), textFile('map.pdf', 'xx')]
  await staff.postForm('/api/followups/', { ticket: 2, comment: 'Here.', attachments })
  await admin.patch('/api/followups-attachments/3/', { mime_type: 'Application/PDF' })
  return { ...desk, other }
}

test('files are found by their fields, in queues that somebody may see', async () => {
  const { admin, staff, customer, stranger } = await deskWithFiles()
  for (const [person, query, ids] of [
    [admin, '', [3, 2, 1]],
    [admin, 'ordering=date', [1, 2, 3]],
    [admin, 'ordering=size', [1, 3, 2]],
    [admin, 'ordering=-filename', [1, 3, 2]],
    [admin, 'id=1,3', [3, 1]],
    [admin, 'ticket=2', [3, 2]],
    [admin, 'followup=3', [3, 2]],
    [admin, 'filename=map.pdf', [3]],
    [admin, 'mime_type=application/pdf', [3]],
    [admin, 'mime_type__startswith=TEXT/&ordering=size', [1, 2]],
    [admin, 'size__gte=2&size__lt=3', [3]],
    [admin, 'size__gte=5000000000', []],
    [admin, `user=${staff.id}`, [3, 2]],
    [admin, 'user__isnull=true', []],
    [admin, 'public=true', [1]],
    [admin, 'date__lt=2020-01-01', []],
    [admin, 'date__gte=2020-01-01&ticket=1', [1]],
    [admin, 'search=beans', [2]],
    [admin, 'search=sec*+plan', [1]],
    [staff, '', [3, 2]],
    [staff, 'ticket=1', []],
    [staff, 'search=secret', []],
    [staff, 'search=txt', [2]],
  ] as const) {
    const { count, count_is_exact, results } = await answered(person, query)
    const found = results.map(({ id }: { id: number }) => id)
    expect([query, found, count, count_is_exact]).toEqual([query, [...ids], ids.length, true])
  }
  expect((await customer.get(FIND)).statusCode).toBe(403)
  expect((await stranger.get(FIND)).statusCode).toBe(401)
  for (const [query, name] of [
    ['filename__contains=x', 'filename__contains'],
    ['ordering=mime_type', 'ordering'],
    ['search=%3F', 'search'],
    ['size=1e3', 'size'],
  ]) {
    const answer = await admin.get(`${FIND}?${query}`)
    expect([query, answer.statusCode, Object.keys(answer.json())]).toEqual([query, 400, [name]])
  }
})

test('a file that was found says what its follow-up says of it', async () => {
  const { admin, staff } = await deskWithFiles()
  const old = (await admin.get('/api/followups-attachments/3/')).json()
  const { date } = (await admin.get('/api/followups/3/')).json()
  const [row] = (await answered(admin, 'id=3')).results
  expect(row).toEqual({ ...old, ticket: 2, user: staff.id, public: false, date })

  const query = 'id=2&fields=id&include=followup_details,ticket_details&search=today'
  expect((await answered(admin, query)).results).toEqual([
    {
      id: 2,
      followup_details: (await admin.get('/api/followups/3/')).json(),
      ticket_details: expect.objectContaining({ id: 2, queue: 2, status: 1 }),
      highlight: [{ field: 'filename', text: 'Beans of <mark>today</mark>.txt' }],
    },
  ])
})

test('a file follows its follow-up to another ticket, another person, and into public', async () => {
  const { admin, staff, db } = await deskWithFiles()
  const ids = async (person: Client, query: string) =>
    (await answered(person, query)).results.map(({ id }: { id: number }) => id)
  await admin.patch('/api/followups/3/', { ticket: 1, user: admin.id, public: true })
  expect(await ids(admin, `ticket=1&user=${admin.id}&public=true`)).toEqual([3, 2, 1])
  expect(await ids(staff, '')).toEqual([])
  await admin.patch('/api/followups-attachments/2/', { followup: 2 })
  expect(await ids(staff, 'ticket=2')).toEqual([2])
  await db.deleteFrom('user').where('id', '=', admin.id).execute()
  expect(await db.selectFrom('attachment').select('user_id').execute()).toEqual(
    Array.from({ length: 3 }, () => ({ user_id: null })),
  )
})

test('tickets are found by whether there is a file on them', async () => {
  const { admin } = await deskWithFiles()
  await admin.post('/api/tickets/', newTicket({ id: 1 }))
  const tickets = async (query: string) =>
    (await admin.get(`/api/tickets/find/?${query}`))
      .json()
      .results.map(({ id }: { id: number }) => id)
  expect(await tickets('has_attachment=true')).toEqual([2, 1])
  expect(await tickets('has_attachment=false')).toEqual([3])
  expect(await tickets('has_attachment=true&queue=1&ordering=created')).toEqual([1])
  expect(await tickets('has_attachment=false&search=printer&status=1')).toEqual([3])
  await admin.delete('/api/followups-attachments/1/')
  expect(await tickets('has_attachment=false')).toEqual([3, 1])
  expect((await admin.get('/api/tickets/find/?has_attachment=2')).json()).toHaveProperty(
    'has_attachment',
  )
})
