import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What `beginTicket` announces, and leaves to be sent. */
export const LATE_TICKET = JSON.stringify({
  queue: 1,
  title: 'late',
  description: 'but whole',
  priority: 3,
})

export function openSocket(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  return socket
}

/** The head of a request for a new ticket. The server answers once it waits for the body. */
export function beginTicket(port: number, key: string): Socket {
  const socket = openSocket(port)
  const head = [
    'POST /api/tickets/ HTTP/1.1',
    'Host: desk.test',
    `Authorization: Token ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${LATE_TICKET.length}`,
    'Expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  return socket
}
