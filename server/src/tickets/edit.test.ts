import { expect, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { filesIn, mailsIn, stateOf } from '../../test/state.ts'
import { handlersFor } from '../handlers.ts'
import { runNextJob } from '../jobs/worker.ts'

async function opened({ admin, queue }: TestApp, more: object = {}): Promise<number> {
  const form = { ...newTicket(queue, more), attachment: textFile('note.txt') }
  return (await admin.postForm('/api/tickets/', form)).json().id
}

test('a change of a ticket leaves no follow-up, and tells nobody', async () => {
  const desk = await testApp()
  const id = await opened(desk, { submitter_email: 'uma@example.com' })
  const mails = await mailsIn(desk.db)
  const changes = { title: 'Out', status: 3, resolution: 'Water', assigned_to: desk.staff.id }
  const answer = await desk.admin.patch(`/api/tickets/${id}/`, changes)
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({ ...changes, description: 'It smells of toner.' })
  expect(answer.json().followup_set).toHaveLength(1)
  expect(await mailsIn(desk.db)).toEqual(mails)
})

test('a ticket that is put again keeps what it was not told of', async () => {
  const desk = await testApp()
  const id = await opened(desk, { submitter_email: 'uma@example.com' })
  const put = { queue: desk.queue.id, title: 'Again' }
  expect((await desk.admin.put(`/api/tickets/${id}/`, put)).json()).toMatchObject({
    title: 'Again',
    description: 'It smells of toner.',
    submitter_email: 'uma@example.com',
    priority: 3,
  })
  const short = await desk.admin.put(`/api/tickets/${id}/`, { title: 'No queue' })
  expect(short.json()).toEqual({ queue: ['This field is required.'] })
})

test('a change that is refused changes nothing', async () => {
  const desk = await testApp()
  const id = await opened(desk)
  const before = await stateOf(desk.ctx)
  for (const wrong of [
    { status: 9 },
    { queue: 99 },
    { merged_to: 99 },
    { assigned_to: 'nobody' },
  ]) {
    const answer = await desk.admin.patch(`/api/tickets/${id}/`, { title: 'Changed', ...wrong })
    expect(Object.keys(answer.json())).toEqual(Object.keys(wrong))
    expect(answer.statusCode).toBe(400)
  }
  expect(await stateOf(desk.ctx)).toEqual(before)
})

test('a deleted ticket takes its follow-ups along, and its files once the job has run', async () => {
  const desk = await testApp()
  const id = await opened(desk)
  const other = await opened(desk)
  await desk.admin.postForm('/api/followups/', { ticket: id, attachments: textFile('more.txt') })
  expect(filesIn(desk.ctx.config)).toHaveLength(3)

  expect((await desk.admin.delete(`/api/tickets/${id}/`)).statusCode).toBe(204)
  expect((await desk.admin.get(`/api/tickets/${id}/`)).statusCode).toBe(404)
  expect((await desk.admin.delete(`/api/tickets/${id}/`)).statusCode).toBe(404)
  expect((await desk.admin.get('/api/followups/')).json()).toMatchObject({
    count: 1,
    results: [{ ticket: other }],
  })
  expect((await desk.admin.get('/api/followups-attachments/')).json().count).toBe(1)
  expect(filesIn(desk.ctx.config)).toHaveLength(3)
  expect(await runNextJob(desk.db, handlersFor(desk.ctx), new Date())).toBe(true)
  expect(filesIn(desk.ctx.config)).toHaveLength(1)
})

test('a ticket that was merged into a deleted one stays, and points to nothing', async () => {
  const desk = await testApp()
  const target = await opened(desk)
  const merged = await opened(desk)
  await desk.admin.patch(`/api/tickets/${merged}/`, { merged_to: target })
  await desk.admin.delete(`/api/tickets/${target}/`)
  expect((await desk.admin.get(`/api/tickets/${merged}/`)).json()).toMatchObject({
    merged_to: null,
    followup_set: [{ followupattachment_set: [{ filename: 'note.txt' }] }],
  })
})

test('the number of a deleted ticket is not used again', async () => {
  const desk = await testApp()
  const id = await opened(desk)
  await desk.admin.delete(`/api/tickets/${id}/`)
  expect(await opened(desk)).toBe(id + 1)
})

test('whoever may not see a ticket neither changes nor deletes it', async () => {
  const desk = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const id = await opened(desk)
  const before = await stateOf(desk.ctx)
  for (const [person, status] of [
    [desk.staff, 404],
    [desk.customer, 403],
    [desk.stranger, 401],
  ] as const) {
    expect((await person.patch(`/api/tickets/${id}/`, { title: 'X' })).statusCode).toBe(status)
    expect((await person.delete(`/api/tickets/${id}/`)).statusCode).toBe(status)
  }
  expect(await stateOf(desk.ctx)).toEqual(before)
})

test('a list shows the tickets of the statuses that were asked for, by number or by name', async () => {
  const desk = await testApp()
  for (const status of [1, 2, 3, 4, 5]) {
    await desk.admin.patch(`/api/tickets/${await opened(desk)}/`, { status })
  }
  const listed = async (query: string) =>
    (await desk.admin.get(`/api/tickets/?status=${query}`))
      .json()
      .results.map((ticket: { status: number }) => ticket.status)
  expect(await listed('3')).toEqual([3])
  expect(await listed('closed,OPEN')).toEqual([1, 4])
  expect(await listed('5,nonsense,2')).toEqual([2, 5])
  expect(await listed('nonsense')).toEqual([1, 2, 3, 4, 5])
})
