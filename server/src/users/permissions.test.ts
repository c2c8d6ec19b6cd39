import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { expect, test } from 'vitest'
import { newTicket, testApp, type TestApp } from '../../test/app.ts'
import { type Client, clientOf, multipart, textFile } from '../../test/client.ts'
import { addPerson, type Person } from '../../test/people.ts'
import { addQueue } from '../queues/add.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const
type Method = (typeof METHODS)[number]

/** What nobody, a customer, somebody who works here and a superuser are answered. */
type Statuses = readonly [number, number, number, number]
const same = (status: number): Statuses => [status, status, status, status]
const staff = (status: number): Statuses => [401, 403, status, status]
const admins = (status: number): Statuses => [401, 403, 403, status]
const signedIn = (status: number): Statuses => [401, status, status, status]

/** Who may do what. A method that is not named is answered as `other` says. */
interface Row {
  route: string
  other: Statuses
  may: Partial<Record<Method, Statuses>>
}

const read = (who: typeof staff) => ({ GET: who(200), HEAD: who(200), OPTIONS: who(200) })
const changed = { PUT: admins(200), PATCH: admins(200), DELETE: admins(204) }
const lists = { ...read(staff), POST: staff(201) }
const items = { ...read(staff), PUT: staff(200), PATCH: staff(200), DELETE: staff(204) }

const TABLE: Row[] = [
  { route: '/api', other: same(405), may: read(same) },
  { route: '/api/tickets', other: staff(405), may: lists },
  { route: '/api/tickets/:id', other: staff(405), may: items },
  { route: '/api/followups', other: staff(405), may: lists },
  { route: '/api/followups/:id', other: staff(405), may: items },
  { route: '/api/followups-attachments', other: staff(405), may: lists },
  { route: '/api/followups-attachments/:id', other: staff(405), may: items },
  {
    route: '/api/users',
    other: staff(405),
    may: { OPTIONS: staff(200), POST: staff(201) },
  },
  { route: '/api/people', other: admins(405), may: { ...read(staff), POST: admins(201) } },
  { route: '/api/people/:id', other: admins(405), may: { ...changed, ...read(staff) } },
  { route: '/api/groups', other: admins(405), may: { ...read(admins), POST: admins(201) } },
  { route: '/api/groups/:id', other: admins(405), may: { ...changed, ...read(admins) } },
  {
    route: '/api/queues',
    other: admins(405),
    may: { ...read(staff), POST: admins(201), PUT: staff(405), PATCH: staff(405) },
  },
  {
    // Staff change those that they manage: this one is not theirs.
    route: '/api/queues/:id',
    other: admins(405),
    may: { ...changed, ...read(staff) },
  },
  { route: '/api/me', other: signedIn(405), may: { ...read(signedIn), PATCH: signedIn(200) } },
  {
    route: '/api/me/password',
    other: signedIn(405),
    may: { OPTIONS: signedIn(200), POST: signedIn(400) },
  },
  { route: '/api/tokens', other: signedIn(405), may: { ...read(signedIn), POST: signedIn(201) } },
  {
    // Somebody's own.
    route: '/api/tokens/:id',
    other: signedIn(405),
    may: { ...read(signedIn), DELETE: signedIn(204) },
  },
  { route: '/api/user_tickets', other: signedIn(405), may: read(signedIn) },
  { route: '/api/user_tickets/:id', other: signedIn(405), may: read(signedIn) },
  {
    route: '/api/auth/login',
    other: same(405),
    may: { OPTIONS: same(200), POST: same(200) },
  },
  {
    // There is no session to end where people sign in with a token.
    route: '/api/auth/logout',
    other: signedIn(405),
    may: { OPTIONS: signedIn(200), POST: signedIn(403) },
  },
  {
    // This helpdesk has been set up already.
    route: '/api/setup',
    other: same(405),
    may: { OPTIONS: same(200), POST: same(409) },
  },
  { route: '/files/:key/*', other: same(404), may: { GET: same(200), HEAD: same(200) } },
  { route: '/healthz', other: same(404), may: { GET: same(200) } },
  { route: '/readyz', other: same(404), may: { GET: same(200) } },
]

/** Makes what a request is about, so that each starts from the same, and says how to ask. */
type Make = (desk: TestApp, email: string) => Promise<Made>
interface Made {
  path: string
  body?: Body
  form?: Form
}
type Body = Record<string, unknown>
type Form = { type: string; body: Buffer }

async function madeTicket({ admin, queue }: TestApp, email: string) {
  const form = { ...newTicket(queue), submitter_email: email, attachment: textFile('note.txt') }
  const ticket = (await admin.postForm('/api/tickets/', form)).json()
  const [followUp] = ticket.followup_set
  const [attachment] = followUp.followupattachment_set
  return { ticket, followUp, attachment }
}

let count = 0
const HOW: Record<string, Make> = {
  '/api/tickets': async ({ queue }) => ({ path: '/api/tickets/', body: newTicket(queue) }),
  '/api/tickets/:id': async (desk, email) => {
    const { ticket } = await madeTicket(desk, email)
    return { path: `/api/tickets/${ticket.id}/`, body: newTicket(desk.queue) }
  },
  '/api/followups': async (desk, email) => {
    const { ticket } = await madeTicket(desk, email)
    return { path: '/api/followups/', body: { ticket: ticket.id, comment: 'Put out.' } }
  },
  '/api/followups/:id': async (desk, email) => {
    const { ticket, followUp } = await madeTicket(desk, email)
    return { path: `/api/followups/${followUp.id}/`, body: { ticket: ticket.id } }
  },
  '/api/followups-attachments': async (desk, email) => {
    const { followUp } = await madeTicket(desk, email)
    const form = await multipart({ followup: followUp.id, file: textFile('a.txt') })
    return { path: '/api/followups-attachments/', form }
  },
  '/api/followups-attachments/:id': async (desk, email) => {
    const { followUp, attachment } = await madeTicket(desk, email)
    const form = await multipart({ followup: followUp.id, file: textFile('b.txt') })
    return { path: `/api/followups-attachments/${attachment.id}/`, form }
  },
  '/api/users': async () => ({
    path: '/api/users/',
    body: { username: `new-${(count += 1)}`, password: 'a password' },
  }),
  '/api/people': async () => ({ path: '/api/people/', body: { username: `new-${(count += 1)}` } }),
  '/api/people/:id': async (desk) => {
    const username = `new-${(count += 1)}`
    const { id } = await addPerson(desk, { username })
    return { path: `/api/people/${id}/`, body: { username } }
  },
  '/api/groups': async () => ({ path: '/api/groups/', body: { name: `new-${(count += 1)}` } }),
  '/api/groups/:id': async ({ admin }) => {
    const name = `new-${(count += 1)}`
    const { id } = (await admin.post('/api/groups/', { name })).json()
    return { path: `/api/groups/${id}/`, body: { name } }
  },
  '/api/queues': async () => {
    const slug = `new-${(count += 1)}`
    return { path: '/api/queues/', body: { title: slug, slug } }
  },
  '/api/queues/:id': async ({ ctx }) => {
    const slug = `new-${(count += 1)}`
    const { id } = await addQueue(ctx, { title: slug, slug })
    return { path: `/api/queues/${id}/`, body: { title: slug, slug } }
  },
  '/api/tokens': async () => ({ path: '/api/tokens/', body: { name: 'new' } }),
  '/api/tokens/:id': async (desk, email) => {
    const owner = [desk.admin, desk.staff, desk.customer].find((one) => one.email === email)
    const token = await (owner ?? desk.customer).post('/api/tokens/', { name: 'new' })
    return { path: `/api/tokens/${token.json().id}/` }
  },
  '/api/user_tickets/:id': async (desk, email) => {
    const { ticket } = await madeTicket(desk, email)
    return { path: `/api/user_tickets/${ticket.id}/` }
  },
  '/api/auth/login': async ({ customer: { username, password } }) => ({
    path: '/api/auth/login/',
    body: { username, password },
  }),
  '/api/setup': async () => ({
    path: '/api/setup/',
    body: { token: 'guessed', username: 'eve', password: 'x' },
  }),
  '/files/:key/*': async (desk, email) => {
    const { attachment } = await madeTicket(desk, email)
    const { pathname, search } = new URL(attachment.file)
    return { path: pathname + search }
  },
}

/** A helpdesk, and the routes that its app has. */
async function deskAndRoutes() {
  const routes = new Set<string>()
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ url }: RouteOptions) => void routes.add(url.replace(/\/$/, '')))
  }
  subscribe('fastify.initialization', watch)
  const desk = await testApp()
  unsubscribe('fastify.initialization', watch)
  await desk.app.ready()
  return { desk, routes: [...routes] }
}

interface Role {
  name: string
  client: Client
  email: string
}

async function askAs(desk: TestApp, { client, email }: Role, route: string, method: Method) {
  const made: Made = (await HOW[route]?.(desk, email)) ?? { path: `${route}/` }
  const { path, body, form } = made
  const sends = ['POST', 'PUT', 'PATCH'].includes(method)
  const { statusCode } = await client.request(method, path, {
    ...(sends && form ? { headers: { 'content-type': form.type }, body: form.body } : {}),
    ...(sends && body ? { body } : {}),
  })
  return statusCode
}

const people = (desk: TestApp, superuser: Person): Role[] => [
  { name: 'nobody', client: desk.stranger, email: 'nobody@example.com' },
  { name: 'customer', client: desk.customer, email: desk.customer.email },
  { name: 'staff', client: desk.staff, email: desk.staff.email },
  { name: 'superuser', client: superuser, email: superuser.email },
]

test('each route lets in whom the table says, by each method, and the table has every route', async () => {
  const { desk, routes } = await deskAndRoutes()
  // The others have the matrix of server/test/permissions.
  const inMatrix = new Set(desk.app.endpoints.map(({ path }) => path.replace(/\/$/, '')))
  const known = TABLE.map(({ route }) => route)
  expect(routes.filter((route) => !known.includes(route) && !inMatrix.has(route))).toEqual([])
  expect(known.filter((route) => !routes.includes(route))).toEqual([])

  const told: string[] = []
  const expected: string[] = []
  for (const { route, may, other } of TABLE) {
    for (const method of METHODS) {
      for (const [index, role] of people(desk, desk.admin).entries()) {
        const title = `${role.name}: ${method} ${route}`
        told.push(`${title} ${await askAs(desk, role, route, method)}`)
        expected.push(`${title} ${(may[method] ?? other)[index]}`)
      }
    }
  }
  expect(told.filter((line, index) => line !== expected[index])).toEqual([])
})

test('what is refused changes nothing', async () => {
  const desk = await testApp()
  desk.ctx.now = () => new Date('2026-03-01T09:00:00Z')
  const { ticket } = await madeTicket(desk, 'somebody@example.com')
  const before = (await desk.admin.get('/api/tickets/')).json()
  for (const client of [desk.stranger, desk.customer]) {
    await client.post('/api/tickets/', newTicket(desk.queue))
    await client.patch(`/api/tickets/${ticket.id}/`, { title: 'mine now' })
    await client.delete(`/api/tickets/${ticket.id}/`)
    await client.post('/api/followups/', { ticket: ticket.id, comment: 'hello' })
    await client.post('/api/users/', { username: 'eve', password: 'x' })
  }
  expect((await desk.admin.get('/api/tickets/')).json()).toEqual(before)
  expect(await desk.db.selectFrom('user').select('id').execute()).toHaveLength(3)
})

test('a customer sees their own tickets by their address, and never those of others', async () => {
  const desk = await testApp()
  const { customer } = desk
  const { ticket: own } = await madeTicket(desk, customer.email)
  const { ticket: other } = await madeTicket(desk, 'somebody@example.com')
  const list = (await customer.get('/api/user_tickets/')).json()
  expect([list.count, list.results.map(({ id }: { id: number }) => id)]).toEqual([1, [own.id]])
  expect((await customer.get(`/api/user_tickets/${other.id}/`)).statusCode).toBe(404)
  expect((await desk.staff.get(`/api/user_tickets/${other.id}/`)).statusCode).toBe(404)
})

test('somebody without an address has no tickets, not those that nobody signed', async () => {
  const desk = await testApp()
  const ned = await addPerson(desk, { username: 'ned', email: '' })
  const { ticket } = await madeTicket(desk, '')
  expect((await ned.get('/api/user_tickets/')).json().count).toBe(0)
  expect((await ned.get(`/api/user_tickets/${ticket.id}/`)).statusCode).toBe(404)
})

test('a user whom staff add is a customer, whatever else the request says', async () => {
  const { staff: agnes, app, db } = await testApp()
  const more = { is_staff: true, is_superuser: true, is_active: false, id: 1 }
  const user = { username: 'eve', password: 'a good password', ...more }
  const answer = await agnes.post('/api/users/', user)
  expect(answer.statusCode).toBe(201)
  expect(answer.body).not.toContain('password')
  const row = await db
    .selectFrom('user')
    .selectAll()
    .where('username', '=', 'eve')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ is_staff: false, is_superuser: false, is_active: true })
  const eve = Buffer.from('eve:a good password').toString('base64')
  const client = clientOf(app, { authorization: `Basic ${eve}` })
  expect((await client.get('/api/tickets/')).statusCode).toBe(403)
})
