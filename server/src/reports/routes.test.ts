import { expect, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../test/app.ts'
import { toStored } from '../lib/time.ts'
import { addQueue } from '../queues/add.ts'
import { grantQueue } from '../queues/grant.ts'
import { runReport } from './run.ts'

const REPORTS = '/api/reports/'

interface Made {
  created?: string
  modified?: string
  status?: number
  assigned_to?: number
  queue?: number
}

/** Opens a ticket as it might have come in long ago. */
async function open({ admin, queue, db }: TestApp, { created, modified, status, ...more }: Made) {
  const { id } = (await admin.post('/api/tickets/', newTicket(queue, more))).json()
  const times = { ...(created ? { created } : {}), ...(modified ? { modified } : {}) }
  const changes = { ...times, ...(status ? { status } : {}) }
  if (Object.keys(changes).length > 0) {
    await db.updateTable('ticket').set(changes).where('id', '=', id).execute()
  }
  return id as number
}

const close = ({ db }: TestApp, ticket_id: number, date: string) =>
  db
    .updateTable('followup')
    .set({ new_status: 4, date })
    .where('ticket_id', '=', ticket_id)
    .execute()

test('tickets are counted by two things, with names and totals', async () => {
  const desk = await testApp()
  const { staff, ctx, queue } = desk
  const sales = await addQueue(ctx, { slug: 'sales', title: 'Sales' })
  await open(desk, { assigned_to: staff.id, created: '2025-01-31T23:59:59.999999Z' })
  await open(desk, { assigned_to: staff.id, status: 4, created: '2025-02-01T00:00:00.000000Z' })
  await open(desk, { queue: sales.id, created: '2025-02-28T12:00:00.000000Z' })
  const report = async (query: string) => (await staff.get(`${REPORTS}tickets/?${query}`)).json()

  const { as_of, ...byUser } = await report('rows=user&columns=status')
  expect(as_of).toMatch(/Z$/)
  expect(byUser).toEqual({
    columns: [
      { value: 1, label: 'Open' },
      { value: 4, label: 'Closed' },
    ],
    rows: [
      { value: staff.id, label: 'agnes', counts: [1, 1], total: 2 },
      { value: null, label: 'Unassigned', counts: [1, 0], total: 1 },
    ],
    totals: [2, 1],
    total: 3,
  })
  const byMonth = await report('rows=month&columns=queue')
  expect(byMonth.columns.map(({ label }: { label: string }) => label)).toEqual(['Sales', 'Support'])
  expect(byMonth.rows).toEqual([
    { value: '2025-01', label: '2025-01', counts: [0, 1], total: 1 },
    { value: '2025-02', label: '2025-02', counts: [1, 1], total: 2 },
  ])
  expect((await report(`queue=${queue.id}&fields=total`)).total).toBe(2)
  expect((await report('created__gte=2025-02-01&created__lt=2025-02-02')).total).toBe(1)
  const rows = (await report('rows=priority&columns=month')).rows
  expect(rows).toEqual([{ value: 3, label: '3. Normal', counts: [1, 2], total: 3 }])
})

test('how long it took to close tickets is averaged by queue and month', async () => {
  const desk = await testApp()
  const created = '2025-03-01T00:00:00.000000Z'
  const answered = await open(desk, { status: 3, created, modified: '2025-05-01T00:00:00.000000Z' })
  await close(desk, answered, '2025-03-02T12:00:00.000000Z')
  await open(desk, { status: 4, created, modified: '2025-03-05T00:00:00.000000Z' })
  await open(desk, { status: 5, created, modified: '2025-03-31T00:00:00.000000Z' })
  const answer = await desk.staff.get(`${REPORTS}days-until-closed/`)
  expect(answer.json().results).toEqual([
    { queue: desk.queue.id, title: 'Support', month: '2025-03', closed: 2, average_days: 2.75 },
  ])
})

test('open tickets are counted by their age, closed ones by how long they were open', async () => {
  const desk = await testApp()
  const now = new Date('2026-01-01T00:00:00Z')
  desk.ctx.now = () => now
  const before = (days: number) => toStored(new Date(now.getTime() - days * 86_400_000))
  for (const days of [10, 20, 45, 100]) await open(desk, { created: before(days) })
  await open(desk, { status: 4, created: before(50), modified: before(40) })
  await open(desk, { status: 3, created: before(90), modified: before(70) })
  expect((await desk.staff.get(`${REPORTS}ages/`)).json()).toEqual({
    as_of: '2026-01-01T00:00:00Z',
    open: 4,
    up_to_30_days: 2,
    from_30_to_60_days: 1,
    over_60_days: 1,
    average_days_open: 43.75,
    closed: 2,
    average_days_to_close: 15,
    closed_of_last_60_days: 1,
    average_days_to_close_of_last_60_days: 10,
  })
  const none = (await desk.staff.get(`${REPORTS}ages/?created__lt=2001-01-01`)).json()
  expect([none.open, none.average_days_open, none.average_days_to_close]).toEqual([0, null, null])
})

test('a report counts only tickets in queues that somebody may see', async () => {
  const desk = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { staff, admin, customer, stranger, ctx, queue } = desk
  await open(desk, {})
  const total = async (query = '') =>
    (await staff.get(`${REPORTS}tickets/${query}`)).json().total as number
  expect(await total()).toBe(0)
  expect((await staff.get(`${REPORTS}ages/`)).json().open).toBe(0)
  expect((await staff.get(`${REPORTS}days-until-closed/`)).json().results).toEqual([])
  expect(await total(`?queue=${queue.id}`)).toBe(0)
  await grantQueue(ctx, { queue: queue.slug, username: staff.username })
  expect(await total()).toBe(1)
  expect((await admin.get(`${REPORTS}ages/`)).json().open).toBe(1)
  for (const path of ['', 'tickets/', 'ages/', 'days-until-closed/']) {
    expect((await customer.get(REPORTS + path)).statusCode).toBe(403)
    expect((await stranger.get(REPORTS + path)).statusCode).toBe(401)
  }
  expect((await staff.get(REPORTS)).json().count).toBe(3)
})

test('what a report does not know is named', async () => {
  const { staff } = await testApp()
  const wrong = async (query: string) => {
    const answer = await staff.get(`${REPORTS}tickets/?${query}`)
    return [answer.statusCode, Object.keys(answer.json())]
  }
  expect(await wrong('rows=secret_key&columns=x')).toEqual([400, ['rows', 'columns']])
  expect(await wrong('rows=status&columns=status')).toEqual([400, ['columns']])
  expect(await wrong('queue=x&created__gte=soon&title=a&fields=b&ordering=id')).toEqual([
    400,
    ['queue', 'created__gte', 'title', 'fields', 'ordering'],
  ])
  expect((await staff.post(`${REPORTS}tickets/`, {})).statusCode).toBe(405)
})

test('the same report is made once at a time, a few at once, and too many are refused', async () => {
  const { db } = await testApp()
  const { promise, resolve } = Promise.withResolvers<void>()
  let [made, atOnce, most] = [0, 0, 0]
  const report = (name: string) =>
    runReport(db, { name }, async () => {
      made += 1
      atOnce += 1
      most = Math.max(most, atOnce)
      await promise
      atOnce -= 1
      return name
    })
  const same = [report('a'), report('a')]
  const others = Array.from({ length: 11 }, (_, index) => report(`${index}`))
  await expect(report('too many')).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
  resolve()
  expect(await Promise.all(same)).toEqual(['a', 'a'])
  await Promise.all(others)
  expect([made, most]).toEqual([12, 2])
  expect(await report('a')).toBe('a')
})
