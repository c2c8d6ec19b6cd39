import { connect } from 'node:net'

export interface Message {
  method: string
  path: string
  headers: [name: string, value: string][]
  body: Buffer | null
}

export interface Answer {
  status: number
  headers: [name: string, value: string][]
  body: Buffer
}

const TIMEOUT = 20_000

/** Sends a request byte by byte as it is given, which no HTTP client would, and reads the answer. */
export function send(port: number, message: Message): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = Buffer.alloc(0)
    const finish = (answer: Answer | null) => {
      if (!answer) return
      resolve(answer)
      socket.destroy()
    }
    socket.setNoDelay(true)
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error('No answer in time.')))
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      finish(readAnswer(received, message.method, false))
    })
    socket.on('error', reject)
    socket.on('close', () => {
      finish(readAnswer(received, message.method, true))
      reject(new Error(`The connection ended after ${received.length} bytes of an answer.`))
    })
    socket.write(bytesOf(message))
  })
}

function bytesOf({ method, path, headers, body }: Message): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head), body ?? Buffer.alloc(0)])
}

/** The answer, or null while it is not complete. */
export function readAnswer(bytes: Buffer, method: string, ended: boolean): Answer | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = bytes.subarray(0, end).toString().split('\r\n')
  const rest = bytes.subarray(end + 4)
  const status = Number(first.split(' ')[1])
  if (status < 200) return readAnswer(rest, method, ended)
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  const bodiless = method === 'HEAD' || status === 204 || status === 304
  const body = bodiless ? Buffer.alloc(0) : readBody(rest, headers, ended)
  return body && { status, headers, body }
}

function readBody(bytes: Buffer, headers: [string, string][], ended: boolean): Buffer | null {
  const header = (wanted: string) => headers.find(([name]) => name === wanted)?.[1]
  if (header('transfer-encoding')?.toLowerCase() === 'chunked') return readChunks(bytes)
  const length = header('content-length')
  if (length === undefined) return ended ? bytes : null
  return bytes.length < Number(length) ? null : bytes.subarray(0, Number(length))
}

function readChunks(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return null
    const size = Number.parseInt(bytes.subarray(at, end).toString(), 16)
    if (size === 0) return Buffer.concat(chunks)
    at = end + 2
    if (bytes.length < at + size + 2) return null
    chunks.push(bytes.subarray(at, at + size))
    at += size + 2
  }
}
