import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { newTicket, testApp } from '../app.ts'
import { type FormFields, multipart } from '../client.ts'
import { arriving, filesIn, flawsOf } from '../crash/soundness.ts'

const LIMIT_MB = '0.1'
const file = (size: number) => new File([new Uint8Array(size)], 'zeros.txt')

/** Each way in, and what a file of `size` bytes is sent with. */
const WAYS: [path: string, fields: (size: number) => FormFields][] = [
  ['/api/tickets/', (size) => ({ ...newTicket({ id: 1 }), attachment: file(size) })],
  ['/api/followups/', (size) => ({ ticket: 1, comment: 'x', attachments: [file(9), file(size)] })],
  ['/api/followups-attachments/', (size) => ({ followup: 1, file: file(size) })],
]

/** A helpdesk on the disk, with one ticket and a limit for files. */
async function desk() {
  const made = await testApp({ DATABASE_URL: '', BELLHOP_MAX_FILE_MB: LIMIT_MB })
  const { ctx, staff, queue } = made
  await staff.post('/api/tickets/', newTicket(queue))
  const { dataDir } = ctx.config
  const left = async () => {
    const count = async (path: string) => (await staff.get(path)).json().count
    const rows = [await count('/api/tickets/'), await count('/api/followups/')]
    const files = [...filesIn(`${dataDir}/files`).keys(), ...arriving(`${dataDir}/files`)]
    return { rows, files, flaws: await flawsOf(dataDir) }
  }
  return { ...made, left }
}

const NOTHING_NEW = { rows: [1, 1], files: [], flaws: [] }

test.each(WAYS)(
  'a file over the limit is refused at %s, and nothing of it is kept',
  async (path, fields) => {
    const { staff, left } = await desk()
    const answer = await staff.postForm(path, fields(100_001))
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toEqual({ detail: 'A file may have at most 100000 bytes.' })
    expect(await left()).toEqual(NOTHING_NEW)
    expect((await staff.postForm(path, fields(100_000))).statusCode).toBe(201)
  },
)

test.each(WAYS)('an upload to %s that breaks off leaves nothing', async (path, fields) => {
  const { app, ctx, staff, left } = await desk()
  const { type, body } = await multipart(fields(90_000))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: desk.test',
    `Authorization: Token ${staff.token}`,
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  socket.write(body.subarray(0, body.length - 100))
  await vi.waitUntil(() => arriving(`${ctx.config.dataDir}/files`).length > 0)
  socket.resetAndDestroy()
  await once(socket, 'close')
  await vi.waitFor(async () => expect(await left()).toEqual(NOTHING_NEW))
})
