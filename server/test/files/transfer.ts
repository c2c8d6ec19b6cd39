import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const PIECE = Buffer.alloc(65_536, 'All work and no play makes Jack a dull boy. ')
const BOUNDARY = 'the-boundary'

/** A new ticket with a file of `size` bytes, in pieces: whoever sends it never holds all of it. */
function* form(size: number): Generator<Buffer> {
  const fields = { queue: '1', title: 'A large file', description: 'text', priority: '3' }
  for (const [name, value] of Object.entries(fields)) {
    yield Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
  }
  yield Buffer.from(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="attachment"; filename="large.txt"\r\n\r\n`,
  )
  for (let sent = 0; sent < size; sent += PIECE.length) yield PIECE.subarray(0, size - sent)
  yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
}

export interface Uploaded {
  status: number
  body: string
}

/** Posts a new ticket with a file of `size` bytes. */
export async function upload(url: string, token: string, size: number): Promise<Uploaded> {
  const asked = request(`${url}/api/tickets/`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Token ${token}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
  })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  await pipeline(Readable.from(form(size)), asked)
  const [answer] = await answered
  let body = ''
  for await (const piece of answer.setEncoding('utf8')) body += piece as string
  return { status: answer.statusCode ?? 0, body }
}

/** Downloads a file, and says only how long it was. */
export async function download(link: string): Promise<number> {
  const asked = request(link, { agent: false }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  let size = 0
  for await (const piece of answer) size += (piece as Buffer).length
  return size
}

interface Ticket {
  followup_set: { followupattachment_set: { file: string }[] }[]
}

/** The link to the file that came with a new ticket. */
export function linkIn({ body }: Uploaded): string {
  const ticket = JSON.parse(body) as Ticket
  return ticket.followup_set[0]!.followupattachment_set[0]!.file
}
