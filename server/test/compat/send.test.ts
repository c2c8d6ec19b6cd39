import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { readAnswer, send } from './send.ts'

/** A server that answers everything with these pieces, and keeps what it was sent. */
async function answering(...pieces: string[]) {
  let received = ''
  const server = createServer((socket) => {
    socket.on('data', (bytes) => (received += bytes.toString()))
    for (const piece of pieces) socket.write(piece)
    socket.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, received: () => received }
}

const message = { method: 'GET', path: '/', headers: [], body: null }

test('an answer in chunks is read whole', async () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nVary: Accept\r\n\r\n'
  const { port } = await answering(head, '3\r\n{"a\r\n', '5\r\n":1} \r\n', '0\r\n\r\n')
  const answer = await send(port, message)
  expect(answer.body.toString()).toBe('{"a":1} ')
  expect(answer.headers).toContainEqual(['vary', 'Accept'])
})

test('an answer without a length ends with its connection', async () => {
  const { port } = await answering('HTTP/1.1 400 Bad Request\r\n\r\n', 'no')
  const answer = await send(port, message)
  expect([answer.status, answer.body.toString()]).toEqual([400, 'no'])
})

test('an answer to HEAD has no body, whatever length it tells', () => {
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n')
  expect(readAnswer(bytes, 'HEAD', false)?.body.length).toBe(0)
  expect(readAnswer(bytes, 'GET', false)).toBeNull()
})

test('a request goes over the wire as it was recorded, wrong or not', async () => {
  const { port, received } = await answering('HTTP/1.1 204 No Content\r\n\r\n')
  await send(port, {
    method: 'FOO',
    path: '/a//b?c=%ff',
    headers: [
      ['Host', 'bad host/'],
      ['Content-Type', ''],
      ['Authorization', 'Token é'],
      ['Content-Length', '2'],
    ],
    body: Buffer.from('longer'),
  })
  await expect.poll(received).toContain('longer')
  expect(received()).toBe(
    'FOO /a//b?c=%ff HTTP/1.1\r\nHost: bad host/\r\nContent-Type: \r\n' +
      'Authorization: Token é\r\nContent-Length: 2\r\n\r\nlonger',
  )
})

test('a connection that ends without an answer is an error', async () => {
  const { port } = await answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab')
  await expect(send(port, message)).rejects.toThrow('The connection ended')
})
