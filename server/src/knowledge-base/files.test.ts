import { expect, test } from 'vitest'
import { type TestApp, testApp } from '../../test/app.ts'
import { multipart, textFile } from '../../test/client.ts'
import { migrate, openDb } from '../db/index.ts'
import { copyRows } from '../copy/copy.ts'
import { namedFiles } from '../copy/named-files.ts'
import { handlersFor } from '../handlers.ts'
import { willBeNamed } from '../processes/begin.ts'

async function item({ admin }: TestApp): Promise<string> {
  const category = { name: 'a', title: 'A', slug: 'a' }
  const { id } = (await admin.post('/api/kb-categories/', category)).json()
  const given = { category: id, title: 'T', question: 'Q', answer: 'A' }
  return `/api/kb-items/${(await admin.post('/api/kb-items/', given)).json().id}/`
}

/** Deletes the files that jobs are to delete. */
async function removeFiles({ db, ctx }: TestApp) {
  const jobs = await db.selectFrom('job').selectAll().where('name', '=', 'files.remove').execute()
  const handlers = handlersFor(ctx)
  for (const { payload } of jobs) await handlers['files.remove']!(payload as { keys: string[] })
  return jobs.length
}

const pathOf = (url: string) => url.replace(/^https?:\/\/[^/]+/, '')

test('a file of an item is there for everybody who sees it, until it is replaced or deleted', async () => {
  const desk = await testApp()
  const { admin, stranger, customer } = desk
  const path = await item(desk)
  const list = `${path}attachments/`
  const made = await admin.postForm(list, { file: textFile('how to.txt', 'one') })
  expect([made.statusCode, made.json()]).toMatchObject([
    201,
    { filename: 'how to.txt', mime_type: 'text/plain', size: 3 },
  ])
  const shown = (await stranger.get(path)).json().attachments
  expect((await stranger.get(list)).json()).toMatchObject({ count: 1, results: shown })
  const old = pathOf(shown[0].file)
  expect((await stranger.get(old)).body).toBe('one')

  const file = `${list}${made.json().id}/`
  const { type, body } = await multipart({ file: textFile('other.txt', 'three') })
  const put = await admin.put(file, body, { 'content-type': type })
  expect(put.json()).toMatchObject({ id: made.json().id, filename: 'other.txt', size: 5 })
  expect((await stranger.get(old)).statusCode).toBe(404)
  expect((await stranger.get(pathOf(put.json().file))).body).toBe('three')
  expect(await removeFiles(desk)).toBe(1)

  expect((await customer.delete(file)).statusCode).toBe(403)
  expect((await stranger.postForm(list, { file: textFile('a.txt') })).statusCode).toBe(401)
  expect((await admin.postForm(list, { file: textFile('a.exe') })).json()).toEqual({
    file: ['Unsupported file extension: .exe'],
  })
  expect((await admin.post(list, { file: 'x' })).statusCode).toBe(400)
  expect((await admin.get(`${list}99/`)).statusCode).toBe(404)
  expect((await admin.delete(file)).statusCode).toBe(204)
  expect((await admin.get(path)).json().attachments).toEqual([])
})

test('an item that is deleted takes its files and votes with it', async () => {
  const desk = await testApp()
  const { admin, db, ctx } = desk
  const path = await item(desk)
  await admin.postForm(`${path}attachments/`, { file: textFile('a.txt') })
  await admin.post(`${path}vote/`, { helpful: true })
  const { key } = await db.selectFrom('kb_attachment').select('key').executeTakeFirstOrThrow()
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect(await db.selectFrom('kb_attachment').selectAll().execute()).toEqual([])
  expect(await ctx.files.size(key)).not.toBeNull()
  await removeFiles(desk)
  expect(await ctx.files.size(key)).toBeNull()
})

test('the files of items are no leftovers, and are copied with everything else', async () => {
  const desk = await testApp()
  const { admin, db } = desk
  const path = await item(desk)
  await admin.postForm(`${path}attachments/`, { file: textFile('a.txt') })
  await admin.post(`${path}vote/`, { helpful: false })
  const row = await db.selectFrom('kb_attachment').selectAll().executeTakeFirstOrThrow()
  expect(await willBeNamed(db)(row.key)).toBe(true)
  const named: object[] = []
  for await (const file of namedFiles(db)) named.push(file)
  const { key, filename, mime_type } = row
  expect(named).toEqual([{ key, filename, mime_type, kb_item_id: row.item_id }])

  await using copy = openDb('sqlite::memory:')
  await migrate(copy)
  await copyRows(db, copy, { start: () => {}, step: () => {} })
  expect(await copy.selectFrom('kb_attachment').selectAll().execute()).toEqual([row])
  const copied = await copy.selectFrom('kb_item').select(['votes']).executeTakeFirstOrThrow()
  expect(copied.votes).toBe(1)
})

test('what is added to an item while it is deleted goes with it, or is refused', async () => {
  const desk = await testApp()
  const { admin, db } = desk
  const path = await item(desk)
  const answers = await Promise.all([
    admin.postForm(`${path}attachments/`, { file: textFile('a.txt') }),
    admin.delete(path),
    admin.postForm(`${path}attachments/`, { file: textFile('b.txt') }),
    admin.post(`${path}vote/`, { helpful: true }),
  ])
  for (const { statusCode } of answers) expect([200, 201, 204, 404, 409]).toContain(statusCode)
  expect(await db.selectFrom('kb_attachment').selectAll().execute()).toEqual([])
})
