import { addQueue } from '../src/queues/add.ts'
import { grantQueue } from '../src/queues/grant.ts'
import { newTicket, testApp } from './app.ts'
import type { Client } from './client.ts'

/** A helpdesk with an open ticket, and how to make more of them. */
export async function deskWithTicket(settings: NodeJS.ProcessEnv = {}) {
  const desk = await testApp(settings)
  const ticketIn = async (queue: { id: number }, title = 'Another'): Promise<number> =>
    (await desk.admin.post('/api/tickets/', newTicket(queue, { title }))).json().id
  const id = await ticketIn(desk.queue, 'The first')
  return { ...desk, ticketIn, id, path: `/api/tickets/${id}` }
}

/**
 * The same where queues are given to people: Agnes may answer the ticket. One more she may only look
 * at, and one she may not see.
 */
export async function deskWithLevels() {
  const desk = await deskWithTicket({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { ctx, staff, ticketIn } = desk
  const looked = await addQueue(ctx, { slug: 'looked', title: 'Looked at' })
  const hidden = await addQueue(ctx, { slug: 'hidden', title: 'Hidden' })
  await grantQueue(ctx, { queue: 'support', username: staff.username })
  await ctx.db
    .insertInto('queue_permission')
    .values({ queue_id: looked.id, user_id: staff.id, level: 'view' })
    .execute()
  const tickets = {
    looked: await ticketIn(looked, 'Only to look at'),
    hidden: await ticketIn(hidden, 'Secret'),
  }
  return { ...desk, tickets }
}

/** What a list and each of its rows answer to those who may not, may only look, and are strangers. */
export async function refusals(
  { admin, staff, customer, stranger, tickets, path }: Awaited<ReturnType<typeof deskWithLevels>>,
  part: string,
  body: object,
) {
  const of = (id: number) => `/api/tickets/${id}/${part}/`
  const statuses = async (client: Client, at: string) => [
    (await client.get(at)).statusCode,
    (await client.post(at, body)).statusCode,
  ]
  return {
    looked: await statuses(staff, of(tickets.looked)),
    hidden: await statuses(staff, of(tickets.hidden)),
    missing: await statuses(admin, of(9999)),
    customer: await statuses(customer, `${path}/${part}/`),
    stranger: await statuses(stranger, `${path}/${part}/`),
  }
}

export const REFUSED = {
  looked: [200, 403],
  hidden: [404, 404],
  missing: [404, 404],
  customer: [403, 403],
  stranger: [401, 401],
}
