import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../test/app.ts'
import { multipart, textFile } from '../../test/client.ts'
import { filesIn, stateOf } from '../../test/state.ts'

const MEGABYTE = 1_000_000

test('a body that is too large is refused, whatever it is and whatever it says of its length', async () => {
  const { staff, ctx, queue } = await testApp({ BELLHOP_MAX_BODY_MB: '1' })
  const before = await stateOf(ctx)
  const description = 'x'.repeat(MEGABYTE)
  const detail = 'The body is too large: 1 MB is the most.'
  const asForm = { 'content-type': 'application/x-www-form-urlencoded' }
  const answers = [
    await staff.post('/api/tickets/', newTicket(queue, { description })),
    await staff.post('/api/tickets/', `title=${description}`, asForm),
  ]
  for (const answer of answers) {
    expect([answer.statusCode, answer.json()]).toEqual([413, { detail }])
  }
  const form = await staff.postForm('/api/tickets/', newTicket(queue, { description }))
  expect(form.statusCode).toBe(413)
  expect(await stateOf(ctx)).toEqual(before)
})

test('a file that is too large is refused, and nothing of it or of the others is kept', async () => {
  const desk = await testApp({ BELLHOP_MAX_FILE_MB: '0.1', BELLHOP_MAX_BODY_MB: '0.05' })
  const ticket = (await desk.staff.post('/api/tickets/', newTicket(desk.queue))).json().id
  const before = await stateOf(desk.ctx)
  const send = (size: number) => {
    const attachments = [textFile('small.txt'), textFile('large.txt', 'x'.repeat(size))]
    return desk.staff.postForm('/api/followups/', { ticket, attachments })
  }
  const answer = await send(100_001)
  expect(answer.statusCode).toBe(413)
  expect(answer.json()).toEqual({ detail: 'A file may have at most 100000 bytes.' })
  expect(await stateOf(desk.ctx)).toEqual(before)
  expect((await send(100_000)).statusCode).toBe(201)
})

test('more files than were allowed are refused, and none of them is kept', async () => {
  const { staff, ctx, queue } = await testApp({ BELLHOP_MAX_FILES: '3' })
  const ticket = (await staff.post('/api/tickets/', newTicket(queue))).json().id
  const before = await stateOf(ctx)
  const send = (count: number) =>
    staff.postForm('/api/followups/', {
      ticket,
      attachments: Array.from({ length: count }, (_, i) => textFile(`${i}.txt`)),
    })
  const answer = await send(4)
  expect([400, 413]).toContain(answer.statusCode)
  expect(answer.json()).toEqual({ detail: expect.any(String) })
  expect(await stateOf(ctx)).toEqual(before)
  expect((await send(3)).statusCode).toBe(201)
})

test('a stranger’s body is not read, and his files are not kept', async () => {
  const { stranger, customer, ctx, queue } = await testApp()
  const form = { ...newTicket(queue), attachment: textFile('a.txt') }
  expect((await stranger.postForm('/api/tickets/', form)).statusCode).toBe(401)
  expect((await customer.postForm('/api/tickets/', form)).statusCode).toBe(403)
  expect(filesIn(ctx.config)).toEqual([])
})

/** One connection, over which several requests are sent one after the other. */
async function connection({ app }: TestApp) {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => (received += text))
  const statuses = () => [...received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)
  return { socket, statuses }
}

/** A request in bytes; without a length its body comes in one chunk. */
function bytesOf(lines: string[], body: Buffer, isChunked = false): Buffer {
  const length = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`
  const head = [...lines, 'Host: desk.test', length].join('\r\n')
  const chunks = [
    Buffer.from(`${body.length.toString(16)}\r\n`),
    body,
    Buffer.from('\r\n0\r\n\r\n'),
  ]
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), ...(isChunked ? chunks : [body])])
}

test.for([true, false])(
  'a refused body does not hurt the next request on its connection (in chunks: %s)',
  async (isChunked) => {
    const desk = await testApp({ BELLHOP_MAX_BODY_MB: '0.01', BELLHOP_MAX_FILE_MB: '0.01' })
    const who = `Authorization: Token ${desk.staff.token}`
    const large = 'x'.repeat(2 * MEGABYTE)
    const form = await multipart({ ...newTicket(desk.queue), attachment: textFile('a.txt', large) })
    const json = Buffer.from(JSON.stringify(newTicket(desk.queue, { description: large })))
    const post = 'POST /api/tickets/ HTTP/1.1'
    const cases = [
      ['413', [post, who, 'Content-Type: application/json'], json],
      ['413', [post, who, `Content-Type: ${form.type}`], form.body],
      ['401', [post, `Content-Type: ${form.type}`], form.body],
      ['405', ['DELETE /api/tickets/ HTTP/1.1', who, 'Content-Type: application/json'], json],
      ['415', [post, who, 'Content-Type: text/plain'], Buffer.from('small')],
      ['404', ['POST /nowhere HTTP/1.1', 'Content-Type: application/json'], json],
    ] as const
    for (const [status, lines, body] of cases) {
      const { socket, statuses } = await connection(desk)
      socket.write(bytesOf([...lines], body, isChunked))
      await expect.poll(statuses, { interval: 5 }).toEqual([status])
      socket.write('GET /healthz HTTP/1.1\r\nHost: desk.test\r\n\r\n')
      const next = () => (socket.closed ? 'closed' : statuses()[1])
      await expect.poll(next, { interval: 5 }).toMatch(/^(200|closed)$/)
      expect(statuses()).not.toContain('400')
    }
    expect(filesIn(desk.ctx.config)).toEqual([])
    expect((await desk.staff.get('/api/tickets/')).json().count).toBe(0)
  },
)

test('strangers may send little to sign in, and no file', async () => {
  const { stranger, ctx } = await testApp()
  const before = await stateOf(ctx)
  for (const path of ['/api/auth/login/', '/api/setup/']) {
    const long = await stranger.post(path, { username: 'x'.repeat(64_000), password: 'x' })
    expect(long.statusCode).toBe(413)
    const fields = { username: 'x', password: 'x', file: textFile('a.txt') }
    expect((await stranger.postForm(path, fields)).statusCode).toBe(400)
  }
  expect(await stateOf(ctx)).toEqual(before)
})

test('a request with its files may be only so large', async () => {
  const { staff, ctx, queue } = await testApp({ BELLHOP_MAX_UPLOAD_MB: '0.1' })
  const ticket = (await staff.post('/api/tickets/', newTicket(queue))).json().id
  const before = await stateOf(ctx)
  const attachments = ['a.txt', 'b.txt', 'c.txt'].map((name) => textFile(name, 'x'.repeat(40_000)))
  const answer = await staff.postForm('/api/followups/', { ticket, attachments })
  expect(answer.statusCode).toBe(413)
  expect(await stateOf(ctx)).toEqual(before)
})
