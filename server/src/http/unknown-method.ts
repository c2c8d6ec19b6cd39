import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ORIGINAL_METHOD } from './endpoint.ts'
import { SECURITY_HEADERS } from './headers.ts'
import type { App } from './types.ts'

interface ParseError extends Error {
  code?: string
  rawPacket?: Buffer
}

const CONTROL = /(?!\t)\p{Cc}/u
const LARGEST_HEAD = 16_384

/**
 * Node's parser refuses a method that it does not know before any code of ours runs. The API
 * answers 405 there (or 401, as the order of refusals has it), so the request is asked again as one
 * that every address refuses.
 */
export function answerUnknownMethods(app: App) {
  const inFlight = new WeakMap<Socket, ServerResponse>()
  app.server.on('request', ({ socket }, answer) => inFlight.set(socket, answer))
  app.server.removeAllListeners('clientError')
  app.server.on('clientError', (error: ParseError, socket: Socket) => {
    const answer = inFlight.get(socket)
    if (answer && !answer.writableFinished) return endAfter(answer, socket, error)
    const request = error.code === 'HPE_INVALID_METHOD' ? headOf(error.rawPacket) : null
    if (!request) return refuse(socket, error)
    askAgain(app, request, socket).catch(() => refuse(socket, error))
  })
}

const ROUTED = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])

/**
 * Methods that Node knows and no address has, such as PROPFIND, are asked as one that every address
 * refuses: a route for each of them at each address would take most of the time of a start.
 */
export function standInForMethod(raw: IncomingMessage): void {
  if (ROUTED.has(raw.method!)) return
  raw.headers[ORIGINAL_METHOD] = raw.method!
  raw.method = 'TRACE'
}

/** What came after a whole request was nonsense: that request still gets its answer. */
function endAfter(answer: ServerResponse, socket: Socket, error: ParseError) {
  if (answer.req.complete) return void answer.once('finish', () => socket.destroySoon())
  // The rest of its body will never come: closing the socket tells whoever waits for it.
  refuse(socket, error)
  socket.destroySoon()
}

async function askAgain(app: App, { url, headers }: Head, socket: Socket) {
  const { remoteAddress = '' } = socket
  const answer = await app.inject({ method: 'TRACE', url, headers, remoteAddress })
  const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`)
  const status = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`
  socket.end(`${[status, ...lines, 'connection: close'].join('\r\n')}\r\n\r\n${answer.body}`)
}

interface Head {
  url: string
  headers: Record<string, string>
}

function headOf(packet: Buffer | undefined): Head | null {
  const text = packet?.subarray(0, LARGEST_HEAD).toString('latin1') ?? ''
  const [first = '', ...lines] = text.split('\r\n\r\n', 1)[0]!.split('\r\n')
  const [, method, url] =
    /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}) (\/\S*) HTTP\/1\.1$/.exec(first) ?? []
  if (!method || !url || !text.includes('\r\n\r\n')) return null
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  if (Object.values(headers).some((value) => CONTROL.test(value))) return null
  delete headers['content-length']
  delete headers['transfer-encoding']
  return { url, headers: { ...headers, [ORIGINAL_METHOD]: method } }
}

const NOT_HTTP = ['400 Bad Request', 'This is not a valid HTTP request.'] as const
const REFUSALS: Record<string, readonly [string, string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive.'],
}

function refuse(socket: Socket, { code }: ParseError) {
  if (!socket.writable || code === 'ECONNRESET') return socket.destroy()
  const [status, detail] = REFUSALS[code ?? ''] ?? NOT_HTTP
  const body = JSON.stringify({ detail })
  const headers = {
    ...SECURITY_HEADERS,
    'x-request-id': randomUUID(),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`${[`HTTP/1.1 ${status}`, ...lines].join('\r\n')}\r\n\r\n${body}`)
}
