import { addQueue } from '../../src/queues/add.ts'
import { grantQueue } from '../../src/queues/grant.ts'
import { newTicket, testApp, type TestApp } from '../app.ts'
import { type Client, textFile } from '../client.ts'
import { addPerson, type Person } from '../people.ts'

/** Where a row lies: in the queue that the agent was given, or in one that she was not. */
export type Side = 'own' | 'other'

/** What the names in a path stand for, such as `{ id: 7, cc: 3 }`. */
export type Params = Record<string, string | number>

export interface Desk extends TestApp {
  queues: Record<Side, number>
  viewer: Person
  outsider: Person
  /** Another customer than the one whose tickets these are. */
  otherCustomer: Person
}

/** Two queues; Agnes manages the first, Vera looks at it, Olaf has the second. */
export async function deskOfRoles(): Promise<Desk> {
  const desk = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { ctx, db, queue, staff } = desk
  const other = await addQueue(ctx, { slug: 'other', title: 'Other' })
  const person = (username: string, is_staff: boolean) => addPerson(desk, { username, is_staff })
  const [viewer, outsider] = [await person('vera', true), await person('olaf', true)]
  await grantQueue(ctx, { queue: queue.slug, username: staff.username })
  await grantQueue(ctx, { queue: queue.slug, username: viewer.username })
  await grantQueue(ctx, { queue: 'other', username: outsider.username })
  const view = db.updateTable('queue_permission').set({ level: 'view' })
  await view.where('user_id', '=', viewer.id).execute()
  const otherCustomer = await person('otto', false)
  return { ...desk, queues: { own: queue.id, other: other.id }, viewer, outsider, otherCustomer }
}

let count = 0
const another = () => `new-${(count += 1)}`

async function made(client: Client, path: string, body: object): Promise<{ id: number }> {
  const answer = await client.post(path, body)
  if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`)
  return answer.json()
}

async function ticketOf({ admin, queues, customer }: Desk, side: Side) {
  const more = { submitter_email: customer.email, attachment: textFile('a.txt') }
  const fields = newTicket({ id: queues[side] }, { ...more, title: `secret of ${side}` })
  const ticket = (await admin.postForm('/api/tickets/', fields)).json()
  const [followUp] = ticket.followup_set
  return { id: ticket.id, followUp: followUp.id, file: followUp.followupattachment_set[0].id }
}

/** A ticket with one of everything that hangs on a ticket. */
async function ticketWithParts(desk: Desk, side: Side): Promise<Params> {
  const { admin, viewer } = desk
  const { id } = await ticketOf(desk, side)
  const [on, under] = [await ticketOf(desk, side), await ticketOf(desk, side)]
  const path = `/api/tickets/${id}/`
  const change = { ticket: id, comment: 'Moved.', new_status: 2 }
  await made(admin, '/api/followups/', change)
  const checklist = await made(admin, `${path}checklists/`, { name: 'List', tasks: ['One'] })
  const tasks = `${path}checklists/${checklist.id}/tasks/`
  const [changed] = (await admin.get(`${path}changes/`)).json().results
  await admin.post(`${path}tags/`, { tags: ['fire'] })
  const dependent = await made(admin, `/api/tickets/${under.id}/dependencies/`, { depends_on: id })
  return {
    id,
    cc: (await made(admin, `${path}cc/`, { user: viewer.id })).id,
    dependency: (await made(admin, `${path}dependencies/`, { depends_on: on.id })).id,
    dependent: dependent.id,
    link: (await made(admin, `${path}links/`, { to: on.id })).id,
    checklist: checklist.id,
    task: (await admin.get(tasks)).json().results[0].id,
    change: changed.id,
    name: 'fire',
  }
}

/** Makes what an address is about, anew each time. */
type Make = (desk: Desk, side: Side, path: string) => Promise<Params>

/** Something that is for a queue of that side. */
const forQueue =
  (path: string, body: () => object): Make =>
  async ({ admin, queues }, side) => ({
    id: (await made(admin, `/api/${path}/`, { ...body(), queues: [queues[side]] })).id,
  })

async function categoryOf({ admin, queues }: Desk, side: Side) {
  const slug = another()
  const body = { name: slug, title: slug, slug, queue: queues[side] }
  return made(admin, '/api/kb-categories/', body)
}

async function itemOf(desk: Desk, side: Side): Promise<Params> {
  const { id: category } = await categoryOf(desk, side)
  const body = { category, title: 'Fire', question: 'Does it burn?', answer: 'Run.' }
  const { id } = await made(desk.admin, '/api/kb-items/', body)
  const form = { file: textFile('way-out.txt') }
  const file = await desk.admin.postForm(`/api/kb-items/${id}/attachments/`, form)
  return { id, file: file.json().id }
}

const list =
  (path: string, body: () => object): Make =>
  async ({ admin }) => ({ id: (await made(admin, `/api/${path}/`, body())).id })

/** By the first word of the path. */
export const MAKE: Record<string, Make> = {
  tickets: ticketWithParts,
  followups: async (desk, side) => ({ id: (await ticketOf(desk, side)).followUp }),
  'followups-attachments': async (desk, side) => ({ id: (await ticketOf(desk, side)).file }),
  'my-tickets': ticketOf,
  user_tickets: ticketOf,
  'public-tickets': ticketOf,
  queues: async ({ ctx, admin, staff, viewer, outsider }, side) => {
    const slug = another()
    const { id } = await made(admin, '/api/queues/', { title: slug, slug })
    const people = side === 'own' ? [staff, viewer] : [outsider]
    for (const { username } of people) {
      const level = username === viewer.username ? 'view' : 'manage'
      await grantQueue(ctx, { queue: slug, username, level })
    }
    return { id }
  },
  tokens: async ({ customer }) => ({
    id: (await made(customer, '/api/tokens/', { name: 'a' })).id,
  }),
  groups: list('groups', () => ({ name: another() })),
  people: list('people', () => ({ username: another() })),
  tags: list('tags', () => ({ name: another() })),
  'custom-fields': list('custom-fields', () => ({
    name: another(),
    label: 'Room',
    data_type: 'integer',
  })),
  'checklist-templates': list('checklist-templates', () => ({ name: 'Fire', task_list: ['Run'] })),
  'email-templates': list('email-templates', () => ({
    template_name: another(),
    subject: 'Fire',
    heading: 'Fire',
    plain_text: 'It burns.',
    html: '<p>It burns.</p>',
  })),
  'preset-replies': forQueue('preset-replies', () => ({ name: another(), body: 'Run.' })),
  'escalation-exclusions': forQueue('escalation-exclusions', () => ({
    name: another(),
    date: '2026-12-25',
  })),
  'ignored-emails': forQueue('ignored-emails', () => ({
    name: another(),
    email_address: `${another()}@example.com`,
  })),
  'saved-searches': async ({ staff }) => {
    const body = { title: another(), query: 'status=Open' }
    return { id: (await made(staff, '/api/saved-searches/', body)).id }
  },
  'kb-categories': async (desk, side) => ({ id: (await categoryOf(desk, side)).id }),
  'kb-items': itemOf,
  feeds: async ({ queues, staff }, side, path) =>
    path.includes('users') ? { id: staff.id, queue: queues[side] } : { id: queues[side] },
  audit: async ({ admin }) => ({ id: (await admin.get('/api/audit/')).json().results[0].id }),
}
