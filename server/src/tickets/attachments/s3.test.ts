import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, expect, test, vi } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { type FormFields, multipart, textFile } from '../../../test/client.ts'
import { startStorage, type Storage } from '../../../test/s3/storage.ts'
import { sharedStorage, stopStorages } from '../../../test/s3/stores.ts'
import { stateOf } from '../../../test/state.ts'
import { handlersFor } from '../../handlers.ts'
import { runNextJob } from '../../jobs/worker.ts'

afterAll(stopStorages)

const LIST = '/api/followups-attachments/'
const TEXT = '0123456789'

/** A helpdesk whose files are in S3, with one ticket that has a file. */
async function desk(storage: Storage, more: Record<string, string> = {}) {
  const prefix = `tests/${randomUUID()}`
  const made = await testApp({ ...storage.settings(prefix), ...more })
  const form = { ...newTicket(made.queue), attachment: textFile('note.txt', TEXT) }
  const ticket = (await made.admin.postForm('/api/tickets/', form)).json()
  const followup: number = ticket.followup_set[0].id
  const [first] = ticket.followup_set[0].followupattachment_set
  const add = (file: File) => made.admin.postForm(LIST, { followup, file })
  const get = (link: string, headers = {}, method = 'GET') => {
    const { pathname, search } = new URL(link)
    return made.stranger.request(method, pathname + search, { headers })
  }
  const work = async () => {
    while (await runNextJob(made.db, handlersFor(made.ctx), new Date(Date.now() + 1000)));
  }
  const objects = () => storage.list(prefix)
  /** All that a request about tickets may write, here and there. */
  const state = async () => [await stateOf(made.ctx), await objects()]
  return { ...made, ticket, followup, first, add, get, work, objects, state }
}

const inS3 = async (more?: Record<string, string>) => desk(await sharedStorage('s3rver'), more)

const keyIn = (link: string) => new URL(link).pathname.split('/')[2]!

test('a ticket keeps its file in the bucket, and the link to it gives it out as ever', async () => {
  const { first, get, objects } = await inS3()
  expect(await objects()).toEqual([`files/${keyIn(first.file)}`])
  const answer = await get(first.file)
  expect([answer.statusCode, answer.body]).toEqual([200, TEXT])
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain',
    'content-length': '10',
    'content-disposition': `attachment; filename="note.txt"; filename*=UTF-8''note.txt`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=300',
    'accept-ranges': 'bytes',
    etag: `"${keyIn(first.file)}"`,
  })
  expect((await get(first.file, {}, 'HEAD')).headers['content-length']).toBe('10')
  expect((await get(first.file.replace('signature=', 'signature=x'))).statusCode).toBe(403)
})

test('a range gets its bytes alone', async () => {
  // s3rver takes the end of 0-0 for none.
  const { first, get } = await desk(await sharedStorage('fauxqs'))
  for (const [range, status, body] of [
    ['bytes=0-3', 206, '0123'],
    ['bytes=0-0', 206, '0'],
    ['bytes=-2', 206, '89'],
    ['bytes=7-', 206, '789'],
    ['bytes=10-', 416, '{"detail":"There is no such range."}'],
  ] as const) {
    const answer = await get(first.file, { range })
    expect([range, answer.statusCode, answer.body]).toEqual([range, status, body])
  }
})

test('a large file comes out as it went in', async () => {
  const { admin, queue, get } = await inS3()
  const content = 'All work and no play makes Jack a dull boy.\n'.repeat(150_000)
  const form = { ...newTicket(queue), attachment: textFile('file.txt', content) }
  const ticket = (await admin.postForm('/api/tickets/', form)).json()
  const answer = await get(ticket.followup_set[0].followupattachment_set[0].file)
  expect(answer.statusCode).toBe(200)
  expect(answer.body === content).toBe(true)
})

test('a storage that gives other bytes than were asked for is not passed on', async () => {
  const { first, get } = await inS3()
  expect((await get(first.file, { range: 'bytes=0-0' })).statusCode).toBe(503)
})

test('a file that is replaced, or deleted, goes from the bucket with the job', async () => {
  const { admin, first, get, objects, work } = await inS3()
  const { type, body } = await multipart({ file: textFile('second.txt', 'two two') })
  const path = `${LIST}${first.id}/`
  const answer = await admin.request('PATCH', path, { headers: { 'content-type': type }, body })
  const { file } = answer.json()
  expect((await get(file)).body).toBe('two two')
  expect(await objects()).toHaveLength(2)
  await work()
  expect(await objects()).toEqual([`files/${keyIn(file)}`])
  const emptied = (await admin.patch(path, { size: 0 })).json()
  expect(emptied.size).toBe(7)
  expect((await admin.delete(path)).statusCode).toBe(204)
  expect((await get(file)).statusCode).toBe(404)
  await work()
  expect(await objects()).toEqual([])
})

test('nothing stays of a file that is refused', async () => {
  const { add, admin, queue, state } = await inS3({ BELLHOP_MAX_FILE_MB: '0.1' })
  const before = await state()
  expect((await add(textFile('virus.exe'))).statusCode).toBe(400)
  expect((await add(textFile('large.txt', 'x'.repeat(100_001)))).statusCode).toBe(413)
  const form = { ...newTicket(queue), title: '', attachment: textFile('a.txt') }
  expect((await admin.postForm('/api/tickets/', form)).statusCode).toBe(400)
  expect(await state()).toEqual(before)
})

test.each([90_000, 12_000_000])('nothing stays of %d bytes that break off', async (size) => {
  const storage = await sharedStorage('fauxqs')
  const { app, admin, followup, state } = await desk(storage)
  const before = await state()
  const fields: FormFields = { followup, file: new File([new Uint8Array(size)], 'zeros.txt') }
  const { type, body } = await multipart(fields)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const head = [
    `POST ${LIST} HTTP/1.1`,
    'Host: desk.test',
    `Authorization: Token ${admin.token}`,
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await new Promise((sent) => socket.write(body.subarray(0, body.length - 100), sent))
  if (size > 10_000_000) await vi.waitUntil(async () => (await storage.uploads()) > 0)
  socket.resetAndDestroy()
  await once(socket, 'close')
  await vi.waitFor(async () => {
    expect(await storage.uploads()).toBe(0)
    expect(await state()).toEqual(before)
  })
})

test('while the bucket is away whatever needs it says so, the rest works, and so does it all later', async () => {
  await using storage = await startStorage('s3rver')
  const { add, admin, queue, first, get, state, stranger, work, objects } = await desk(storage)
  const before = await state()
  expect((await stranger.get('/readyz')).statusCode).toBe(200)
  await storage.stop()
  const form = { ...newTicket(queue), attachment: textFile('late.txt') }
  for (const answer of [
    await add(textFile('new.txt')),
    await admin.postForm('/api/tickets/', form),
    await get(first.file),
    await get(first.file, {}, 'HEAD'),
  ]) {
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
    expect(answer.headers['content-disposition']).toBeUndefined()
    expect(answer.body || 'HEAD').toMatch(/HEAD|Files cannot be reached at the moment/)
  }
  await vi.waitFor(async () => expect((await stranger.get('/readyz')).statusCode).toBe(503), 10_000)
  expect((await stranger.get('/healthz')).statusCode).toBe(200)
  expect(await state()).toEqual(before)
  expect((await admin.post('/api/tickets/', newTicket(queue))).statusCode).toBe(201)
  expect((await admin.delete(`${LIST}${first.id}/`)).statusCode).toBe(204)
  await work()
  expect(await objects()).toHaveLength(1)

  await storage.start()
  expect((await admin.postForm('/api/tickets/', form)).statusCode).toBe(201)
  await vi.waitFor(async () => expect((await stranger.get('/readyz')).statusCode).toBe(200), 10_000)
})

test('a download may be redirected to the bucket, which is told to give it out for saving', async () => {
  const redirecting = { BELLHOP_FILES_REDIRECT: 'true' }
  const { first, get } = await desk(await sharedStorage('fauxqs'), redirecting)
  const answer = await get(first.file)
  expect([answer.statusCode, answer.body]).toEqual([302, ''])
  expect(answer.headers['cache-control']).toBe('no-store')
  const link = new URL(String(answer.headers.location))
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    'X-Amz-Expires': '60',
    'response-content-type': 'text/plain',
    'response-content-disposition': `attachment; filename="note.txt"; filename*=UTF-8''note.txt`,
    'response-cache-control': 'private, no-store',
  })
  expect(await (await fetch(link)).text()).toBe(TEXT)
  const part = await fetch(link, { headers: { range: 'bytes=2-4' } })
  expect([part.status, await part.text()]).toEqual([206, '234'])
})

test('only a link of ours is redirected, and HEAD is answered here', async () => {
  const { admin, first, get } = await inS3({ BELLHOP_FILES_REDIRECT: 'true' })
  expect((await get(first.file.replace('signature=', 'signature=x'))).statusCode).toBe(403)
  const head = await get(first.file, {}, 'HEAD')
  expect([head.statusCode, head.headers['content-length']]).toEqual([200, '10'])
  await admin.delete(`${LIST}${first.id}/`)
  expect((await get(first.file)).statusCode).toBe(404)
})
