import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { type TestApp, testApp } from '../../test/app.ts'

/** Sends bytes over a connection, says that no more will come, and gives what came back. */
async function exchange({ app }: TestApp, bytes: string): Promise<string> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.end(bytes)
  return text(socket)
}

const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`

test('a method that nobody knows is refused as the API refuses the others', async () => {
  const desk = await testApp()
  const who = `Authorization: Token ${desk.staff.token}`
  const brew = (...more: string[]) =>
    exchange(desk, head('BREW /api/tickets/ HTTP/1.1', 'Host: desk.test', ...more))
  expect(await brew(who)).toMatch(/^HTTP\/1.1 405 [^]*"Method \\"BREW\\" not allowed\."/)
  expect(await brew()).toMatch(/^HTTP\/1.1 401 /)
  expect(await exchange(desk, head('BREW //[ HTTP/1.1', 'Host: desk.test'))).toMatch(
    /^HTTP\/1.1 40/,
  )
})

test('a body that breaks off is refused at once, and the connection is closed', async () => {
  const desk = await testApp()
  const post = (...more: string[]) =>
    head(
      'POST /api/tickets/ HTTP/1.1',
      'Host: desk.test',
      `Authorization: Token ${desk.staff.token}`,
      ...more,
    )
  const types = ['application/json', 'multipart/form-data; boundary=x']
  for (const type of types) {
    const started = post(`Content-Type: ${type}`, 'Content-Length: 100')
    expect(await exchange(desk, `${started}--x\r\n`)).toMatch(/^HTTP\/1.1 400 /)
    const chunked = post(`Content-Type: ${type}`, 'Transfer-Encoding: chunked')
    expect(await exchange(desk, `${chunked}5\r\n--x\r\n\r\nnonsense`)).toMatch(/^HTTP\/1.1 400 /)
  }
})

test('what is no HTTP is told so', async () => {
  const desk = await testApp()
  expect(await exchange(desk, 'good morning\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*"This is not/s)
  const long = head('GET / HTTP/1.1', 'Host: desk.test', `X-Long: ${'x'.repeat(20_000)}`)
  expect(await exchange(desk, long)).toMatch(/^HTTP\/1.1 431 /)
})
