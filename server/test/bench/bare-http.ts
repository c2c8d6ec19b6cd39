import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerWith } from './child.ts'

/** What to answer from now on, whatever is asked. */
export interface Canned {
  status: number
  contentType: string
  body: string
}

let canned: Canned = { status: 200, contentType: 'text/plain', body: '' }

const server = createServer((request, response) => {
  request.on('data', () => {})
  request.on('end', () => {
    response.writeHead(canned.status, {
      'content-type': canned.contentType,
      'content-length': Buffer.byteLength(canned.body),
    })
    response.end(canned.body)
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

answerWith((next: Canned) => {
  canned = next
  return { port: (server.address() as AddressInfo).port, pid: process.pid }
})
