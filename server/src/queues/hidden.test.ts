import { expect, test } from 'vitest'
import { inTransaction } from '../db/index.ts'
import { newTicket } from '../../test/app.ts'
import type { Client } from '../../test/client.ts'
import { addPerson } from '../../test/people.ts'
import { deskOfRoles } from '../../test/permissions/places.ts'

const made = async (client: Client, path: string, body: object): Promise<number> => {
  const answer = await client.post(path, body)
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json().id
}

const idsOf = async (client: Client, path: string): Promise<number[]> =>
  (await client.get(path)).json().results.map(({ id }: { id: number }) => id)

const column = async (client: Client, path: string, name: string): Promise<string[]> =>
  (await client.get(path)).json().results.map((row: Record<string, string>) => row[name])

const tags = (client: Client, question = '') => column(client, `/api/tags/${question}`, 'name')

const people = (client: Client, question = '') =>
  column(client, `/api/people/${question}`, 'username')

test('a list that is asked for a hidden queue answers as for a queue that there is not', async () => {
  const { admin, staff, queues } = await deskOfRoles()
  const both = { name: 'Both', queues: [queues.own, queues.other] }
  await made(admin, '/api/preset-replies/', { ...both, body: 'Hello.' })
  await made(admin, '/api/escalation-exclusions/', { ...both, date: '2026-12-25' })
  await made(admin, '/api/ignored-emails/', { ...both, email_address: 'a@example.com' })
  const category = { name: 'A', title: 'A', slug: 'a', queue: queues.other }
  await made(admin, '/api/kb-categories/', category)
  for (const queue of [queues.own, queues.other]) {
    await made(admin, '/api/tickets/', newTicket({ id: queue }))
  }
  for (const path of [
    'tickets/find',
    'reports/tickets',
    'preset-replies',
    'escalation-exclusions',
    'ignored-emails',
    'kb-categories',
    'my-tickets',
  ]) {
    const asked = async (question: string) => {
      const { statusCode, body } = await staff.get(`/api/${path}/?${question}`)
      return { statusCode, body: body.replaceAll(/"as_of":"[^"]*"/g, '') }
    }
    for (const [name, more] of [
      ['queue', ''],
      ['queue', `,${queues.own}`],
      ['queue__not', ''],
    ] as const) {
      const hidden = await asked(`${name}=${queues.other}${more}`)
      expect(hidden, `${path} ${name}${more}`).toEqual(await asked(`${name}=9999${more}`))
    }
  }
})

test('knowledge of a hidden queue is hidden, except for what everybody may read', async () => {
  const { admin, staff, viewer, outsider, stranger, queues } = await deskOfRoles()
  const library = async (slug: string, more: object, enabled = true) => {
    const body = { name: slug, title: slug, slug, queue: queues.other, ...more }
    const category = await made(admin, '/api/kb-categories/', body)
    const item = { category, title: slug, question: slug, answer: slug, enabled }
    return { category, item: await made(admin, '/api/kb-items/', item) }
  }
  const secret = await library('secret', { public: false })
  const open = await library('open', {})
  const draft = await library('draft', {}, false)
  const common = await library('common', { public: false, queue: null })

  for (const client of [staff, viewer]) {
    expect(await idsOf(client, '/api/kb-categories/?ordering=id')).toEqual(
      [open, draft, common].map(({ category }) => category),
    )
    expect(await idsOf(client, '/api/kb-items/?ordering=id')).toEqual([open.item, common.item])
    for (const { item } of [secret, draft]) {
      expect((await client.get(`/api/kb-items/${item}/`)).statusCode).toBe(404)
      expect((await client.post(`/api/kb-items/${item}/vote/`, { helpful: true })).statusCode).toBe(
        404,
      )
    }
    expect((await client.get(`/api/kb-categories/${secret.category}/`)).statusCode).toBe(404)
  }
  expect(await idsOf(outsider, '/api/kb-items/?ordering=id')).toHaveLength(4)

  const item = { title: 'A', question: 'A', answer: 'A' }
  const hidden = await staff.post('/api/kb-items/', { ...item, category: secret.category })
  expect(hidden.json()).toEqual({
    category: [`Invalid pk "${secret.category}" - object does not exist.`],
  })

  for (const client of [staff, stranger]) {
    expect((await client.get(`/api/kb-categories/${open.category}/`)).json().queue).toBeNull()
    expect(await idsOf(client, `/api/kb-categories/?queue=${queues.other}`)).toEqual([])
  }
  const shown = (await outsider.get(`/api/kb-categories/${open.category}/`)).json()
  expect(shown.queue).toBe(queues.other)
})

test('a ticket does not say what the knowledge of a hidden queue is called', async () => {
  const { admin, staff, outsider, queues, db } = await deskOfRoles()
  const body = { name: 'a', title: 'a', slug: 'a', queue: queues.other, public: false }
  const category = await made(admin, '/api/kb-categories/', body)
  const item = { category, title: 'Secret', question: 'a', answer: 'a' }
  const kb_item_id = await made(admin, '/api/kb-items/', item)
  const id = await made(admin, '/api/tickets/', newTicket({ id: queues.own }))
  await db.updateTable('ticket').set({ kb_item_id }).where('id', '=', id).execute()
  const include = 'include=kb_item_details'
  for (const path of [`/api/tickets/find/?${include}`, `/api/tickets/?${include}`]) {
    const [ticket] = (await staff.get(path)).json().results
    expect(ticket.kb_item_details).toBeNull()
  }
  const [known] = (await admin.get(`/api/tickets/find/?${include}`)).json().results
  expect(known.kb_item_details.title).toBe('Secret')
  expect((await staff.get(`/api/tickets/${id}/?${include}`)).json().kb_item_details).toBeNull()
  expect((await outsider.get('/api/tickets/find/')).json().count).toBe(0)
})

test('tags are known where there are tickets with them, and to all if an admin has made them', async () => {
  const { admin, staff, outsider, queues } = await deskOfRoles()
  await made(admin, '/api/tags/', { name: 'for all' })
  const tagged = async (queue: number, tag: string) => {
    const id = await made(admin, '/api/tickets/', newTicket({ id: queue }))
    await admin.post(`/api/tickets/${id}/tags/`, { tags: [tag, 'everywhere'] })
    return id
  }
  await tagged(queues.own, 'mine')
  const hidden = await tagged(queues.other, 'secret')
  expect(await tags(staff)).toEqual(['everywhere', 'for all', 'mine'])
  expect(await tags(outsider)).toEqual(['everywhere', 'for all', 'secret'])
  expect(await tags(admin)).toEqual(['everywhere', 'for all', 'mine', 'secret'])
  expect(await tags(staff, '?search=secret')).toEqual([])
  const [secret] = (await admin.get('/api/tags/?name=secret')).json().results
  expect((await staff.get(`/api/tags/${secret.id}/`)).statusCode).toBe(404)

  await admin.patch(`/api/tickets/${hidden}/`, { queue: queues.own })
  expect(await tags(staff)).toEqual(['everywhere', 'for all', 'mine', 'secret'])
  expect(await tags(outsider)).toEqual(['for all'])
})

test('customers are known to those who see a ticket that they asked, follow, or answered', async () => {
  const desk = await deskOfRoles()
  const { admin, staff, outsider, customer, otherCustomer, queues, ctx } = desk
  const writer = await addPerson(desk, { username: 'will' })
  const ticketOf = (queue: number, submitter_email: string) =>
    made(admin, '/api/tickets/', newTicket({ id: queue }, { submitter_email }))
  await ticketOf(queues.own, customer.email.toUpperCase())
  const hidden = await ticketOf(queues.other, otherCustomer.email)
  const working = ['admin', 'agnes', 'olaf', 'vera']
  expect(await people(staff)).toEqual([...working, 'uma'].toSorted())
  expect(await people(outsider)).toEqual([...working, 'otto'].toSorted())
  expect(await people(staff, `?email=${otherCustomer.email}`)).toEqual([])
  expect((await staff.get(`/api/people/${otherCustomer.id}/`)).statusCode).toBe(404)
  expect((await staff.get(`/api/feeds/users/${otherCustomer.id}/`)).statusCode).toBe(404)
  expect(await people(admin)).toHaveLength(7)

  await made(admin, `/api/tickets/${hidden}/cc/`, { user: customer.id })
  await inTransaction(ctx.db, (tx) =>
    tx
      .updateTable('followup')
      .set({ user_id: writer.id })
      .where('ticket_id', '=', hidden)
      .execute(),
  )
  expect(await people(outsider, '?is_staff=false')).toEqual(['otto', 'uma', 'will'])
})

const missing = (field: string, value: number) => ({
  [field]: [`Invalid pk "${value}" - object does not exist.`],
})

test('nobody learns what a hidden customer is called by naming their id', async () => {
  const { admin, staff, otherCustomer, queues } = await deskOfRoles()
  const { id, email } = otherCustomer
  await made(admin, '/api/tickets/', newTicket({ id: queues.other }, { submitter_email: email }))
  const own = (await admin.post('/api/tickets/', newTicket({ id: queues.own }))).json()
  const [followUp] = own.followup_set
  for (const [field, ask] of [
    ['user', (value: number) => staff.post(`/api/tickets/${own.id}/cc/`, { user: value })],
    ['user', (value: number) => staff.patch(`/api/followups/${followUp.id}/`, { user: value })],
    [
      'assigned_to',
      (value: number) => staff.patch(`/api/tickets/${own.id}/`, { assigned_to: value }),
    ],
    [
      'assigned_to',
      (value: number) =>
        staff.post('/api/tickets/', newTicket({ id: queues.own }, { assigned_to: value })),
    ],
  ] as const) {
    for (const value of [id, 9999]) {
      const answer = await ask(value)
      expect([answer.statusCode, answer.json()]).toEqual([400, missing(field, value)])
    }
    expect((await ask(staff.id)).statusCode).toBeLessThan(300)
  }
})
