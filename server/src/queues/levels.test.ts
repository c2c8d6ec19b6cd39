import { expect, test } from 'vitest'
import { newTicket } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { deskOfQueues } from '../../test/queues.ts'
import { grantQueue } from './grant.ts'

/** Agnes may only look at the queue `support`; `more` are queues that she was given as well. */
async function lookingDesk(settings?: NodeJS.ProcessEnv) {
  const made = await deskOfQueues(settings)
  await grantQueue(made.ctx, { queue: 'support', username: 'agnes', level: 'view' })
  return made
}

/** Every way to change what is in a queue, and the queue. */
const changesIn = ({ own, queues }: Awaited<ReturnType<typeof deskOfQueues>>) => {
  const [ticket, followUp, file] = own.paths as [string, string, string]
  return [
    ['POST', '/api/tickets/', newTicket(queues.support)],
    ['PATCH', ticket, { title: 'Mine' }],
    ['PUT', ticket, newTicket(queues.support)],
    ['PATCH', ticket, { queue: queues.open.id }],
    ['DELETE', ticket, {}],
    ['POST', '/api/followups/', { ticket: own.ticket, comment: 'Done', new_status: 4 }],
    ['PATCH', followUp, { comment: 'Mine' }],
    ['PUT', followUp, { ticket: own.ticket, comment: 'Mine' }],
    ['DELETE', followUp, {}],
    ['PATCH', file, { filename: 'mine.txt' }],
    ['DELETE', file, {}],
  ] as const
}

test('whoever may only look at a queue changes nothing in it, and is told so', async () => {
  const at = await lookingDesk()
  const { staff, db, own } = at
  const rows = async () =>
    Promise.all(
      (['ticket', 'followup', 'attachment', 'ticket_change'] as const).map((table) =>
        db.selectFrom(table).selectAll().orderBy('id').execute(),
      ),
    )
  const before = await rows()
  for (const path of own.paths) expect((await staff.get(path)).statusCode).toBe(200)
  for (const [method, path, body] of changesIn(at)) {
    const answer = await staff.request(method, path, { body })
    expect([answer.statusCode, answer.json().detail], `${method} ${path}`).toEqual([
      403,
      'You do not have permission to perform this action.',
    ])
  }
  const upload = { followup: own.followUp, file: textFile('x.txt') }
  expect((await staff.postForm('/api/followups-attachments/', upload)).statusCode).toBe(403)
  const attached = { ticket: own.ticket, comment: 'See', attachments: textFile('y.txt') }
  expect((await staff.postForm('/api/followups/', attached)).statusCode).toBe(403)
  expect(await rows()).toEqual(before)
})

test('nothing is moved into a queue that somebody may only look at', async () => {
  const { staff, queues, own, public: open } = await lookingDesk()
  const [ticket, followUp, file] = open.paths as [string, string, string]
  for (const [path, body] of [
    [ticket, { queue: queues.support.id }],
    [followUp, { ticket: own.ticket }],
    [file, { followup: own.followUp }],
  ] as const) {
    expect((await staff.patch(path, body)).statusCode).toBe(403)
  }
  expect((await staff.get(ticket)).json().queue).toBe(queues.open.id)
  expect((await staff.get(followUp)).json().ticket).toBe(open.ticket)
  expect((await staff.get(file)).json().followup).toBe(open.followUp)
  expect((await staff.patch(ticket, { merged_to: own.ticket })).statusCode).toBe(200)
})

test('OPTIONS tells of no fields to change where somebody may only look', async () => {
  const { staff, own } = await lookingDesk()
  for (const path of own.paths) {
    const answer = await staff.request('OPTIONS', path)
    expect([answer.statusCode, answer.json().actions]).toEqual([200, undefined])
  }
})

test('whoever may reply in a queue changes its tickets, and not its settings', async () => {
  const at = await lookingDesk()
  const { ctx, staff, queues } = at
  const support = { queue: 'support', username: 'agnes' }
  expect(await grantQueue(ctx, { ...support, level: 'reply' })).toBe(true)
  expect(await grantQueue(ctx, { ...support, level: 'reply' })).toBe(false)
  for (const [method, path, body] of changesIn(at)) {
    if (method === 'DELETE') continue
    const answer = await staff.request(method, path, { body })
    expect(answer.statusCode, `${method} ${path}`).toBeLessThan(300)
  }
  const settings = `/api/queues/${queues.support.id}/`
  expect((await staff.patch(settings, { title: 'Mine' })).statusCode).toBe(403)
  expect(await grantQueue(ctx, support)).toBe(true)
  expect((await staff.patch(settings, { title: 'Mine' })).statusCode).toBe(200)
})

test('where it is not switched on, a grant to view takes nothing away', async () => {
  const at = await lookingDesk({})
  for (const [method, path, body] of changesIn(at)) {
    if (method === 'DELETE') continue
    const answer = await at.staff.request(method, path, { body })
    expect(answer.statusCode, `${method} ${path}`).toBeLessThan(300)
  }
})
