import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { type FormFields, multipart, textFile } from '../../../test/client.ts'
import { failInserts, filesIn, stateOf } from '../../../test/state.ts'
import { handlersFor } from '../../handlers.ts'
import { runNextJob } from '../../jobs/worker.ts'

const LIST = '/api/followups-attachments/'

/** A helpdesk with a ticket whose first follow-up has a file. */
async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  const form = { ...newTicket(made.queue), attachment: textFile('first.txt', 'one') }
  const ticket = (await made.admin.postForm('/api/tickets/', form)).json()
  const followup: number = ticket.followup_set[0].id
  const add = (more: object = {}) =>
    made.admin.postForm(LIST, { followup, file: textFile('new.txt', '12345'), ...more })
  const bytesOf = async (file: string) => {
    const { pathname, search } = new URL(file)
    const answer = await made.stranger.get(pathname + search)
    expect(answer.statusCode).toBe(200)
    return answer.body
  }
  const change = async (method: 'PUT' | 'PATCH', id: number, fields: FormFields) => {
    const { type, body } = await multipart(fields)
    return made.admin.request(method, `${LIST}${id}/`, { body, headers: { 'content-type': type } })
  }
  const work = async () => {
    while (await runNextJob(made.db, handlersFor(made.ctx), new Date()));
  }
  const first = ticket.followup_set[0].followupattachment_set[0]
  return { ...made, followup, first, add, bytesOf, change, work }
}

test('a file that is added says of itself what was not said of it', async () => {
  const { add, bytesOf, followup } = await desk()
  const derived = (await add()).json()
  expect(derived).toMatchObject({ followup, filename: 'new.txt', mime_type: 'text/plain', size: 5 })
  expect(await bytesOf(derived.file)).toBe('12345')
  const said = { filename: 'other.txt', mime_type: 'text/x-own', size: 999 }
  const stated = (await add(said)).json()
  expect(stated).toMatchObject(said)
  expect(await bytesOf(stated.file)).toBe('12345')
})

test('a replaced file has its new bytes at once, and the old ones go with the job', async () => {
  const { change, bytesOf, first, ctx, work } = await desk()
  const answer = await change('PATCH', first.id, { file: textFile('second.txt', 'two two') })
  expect(answer.statusCode).toBe(200)
  const { file, ...rest } = answer.json()
  expect(rest).toEqual({ ...first, file: undefined })
  expect(await bytesOf(file)).toBe('two two')
  expect(filesIn(ctx.config)).toHaveLength(2)
  await work()
  expect(filesIn(ctx.config)).toHaveLength(1)
  expect(await bytesOf(file)).toBe('two two')
})

test('a file that is put again may get another name, type and size', async () => {
  const { change, bytesOf, first, followup } = await desk()
  const said = { filename: 'put.pdf', mime_type: 'application/pdf', size: 3 }
  const form = { followup, file: textFile('put.pdf', 'PDF'), ...said }
  const answer = (await change('PUT', first.id, form)).json()
  expect(answer).toMatchObject(said)
  expect(await bytesOf(answer.file)).toBe('PDF')
})

test('a file that is renamed keeps its bytes, and an emptied name is worked out again', async () => {
  const { admin, bytesOf, first, ctx } = await desk()
  const patch = async (body: object) => (await admin.patch(`${LIST}${first.id}/`, body)).json()
  const renamed = await patch({ filename: 'better.txt' })
  expect(renamed).toMatchObject({ filename: 'better.txt', size: 3 })
  expect(await bytesOf(renamed.file)).toBe('one')
  const emptied = await patch({ filename: '', mime_type: '', size: 0 })
  expect(emptied).toMatchObject({ mime_type: 'text/plain', size: 3 })
  expect(emptied.filename).toMatch(/^helpdesk\/attachments\/support-1-[-\w]+\/1\/first\.txt$/)
  expect(await bytesOf(emptied.file)).toBe('one')
  expect(filesIn(ctx.config)).toHaveLength(1)
})

test('a file moves to another follow-up with its bytes', async () => {
  const { admin, queue, bytesOf, first } = await desk()
  const other = (await admin.post('/api/tickets/', newTicket(queue))).json().followup_set[0].id
  const moved = (await admin.patch(`${LIST}${first.id}/`, { followup: other })).json()
  expect(moved).toMatchObject({ id: first.id, followup: other, filename: 'first.txt' })
  expect(await bytesOf(moved.file)).toBe('one')
})

test('a deleted file is gone from the list at once, and from the disk with the job', async () => {
  const { admin, ctx, first, stranger, work } = await desk()
  expect((await admin.delete(`${LIST}${first.id}/`)).statusCode).toBe(204)
  expect((await admin.delete(`${LIST}${first.id}/`)).statusCode).toBe(404)
  expect((await admin.get(LIST)).json().count).toBe(0)
  const { pathname, search } = new URL(first.file)
  expect((await stranger.get(pathname + search)).statusCode).toBe(404)
  await work()
  expect(filesIn(ctx.config)).toEqual([])
})

test('nothing stays of a file that is refused', async () => {
  const { add, change, first, ctx } = await desk()
  const before = await stateOf(ctx)
  const exe = { file: textFile('virus.exe') }
  const wrong = [exe, { file: textFile('empty.txt', '') }, { file: 'no file' }, { followup: 99 }]
  for (const more of wrong) {
    const field = Object.keys(more)
    for (const answer of [await add(more), await change('PATCH', first.id, more)]) {
      expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, field])
    }
  }
  expect(await stateOf(ctx)).toEqual(before)
})

test('nothing stays of a file whose row, or whose job, cannot be written', async () => {
  const { add, change, first, ctx, db, bytesOf } = await desk()
  await failInserts(db, 'attachment')
  await failInserts(db, 'job')
  const before = await stateOf(ctx)
  expect((await add()).statusCode).toBe(500)
  const file = textFile('second.txt', 'two')
  expect((await change('PATCH', first.id, { file })).statusCode).toBe(500)
  expect(await stateOf(ctx)).toEqual(before)
  expect(await bytesOf(first.file)).toBe('one')
})

test('files are listed by name, byte by byte', async () => {
  const { admin, add } = await desk()
  for (const filename of ['b.txt', 'B.txt', 'ä.txt', 'a.txt']) await add({ filename })
  const names = (await admin.get(LIST))
    .json()
    .results.map((row: { filename: string }) => row.filename)
  expect(names).toEqual(['B.txt', 'a.txt', 'b.txt', 'first.txt', 'ä.txt'])
})

test('an installation may take other types of file, or all', async () => {
  const own = await desk({ BELLHOP_ATTACHMENT_TYPES: '.csv,.TXT' })
  expect((await own.add({ file: textFile('a.csv') })).statusCode).toBe(201)
  expect((await own.add({ file: textFile('a.pdf') })).statusCode).toBe(400)
  const all = await desk({ BELLHOP_ATTACHMENT_TYPES: '*' })
  expect((await all.add({ file: textFile('a.exe') })).statusCode).toBe(201)
})

test('whoever may not see a ticket sees none of its files, and changes none', async () => {
  const made = await desk({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const before = await stateOf(made.ctx)
  const path = `${LIST}${made.first.id}/`
  for (const [person, status] of [
    [made.staff, 404],
    [made.customer, 403],
    [made.stranger, 401],
  ] as const) {
    expect((await person.get(path)).statusCode).toBe(status)
    expect((await person.patch(path, { filename: 'x' })).statusCode).toBe(status)
    expect((await person.delete(path)).statusCode).toBe(status)
  }
  const form = { followup: made.followup, file: textFile('new.txt') }
  expect((await made.staff.postForm(LIST, form)).statusCode).toBe(400)
  expect((await made.staff.get(LIST)).json().count).toBe(0)
  expect(await stateOf(made.ctx)).toEqual(before)
})
