import * as fc from 'fast-check'
import { requests, type Sent } from './requests.ts'

/** What goes over the wire, and how the connection ends. */
export interface Wire {
  bytes: Buffer
  end: 'politely' | 'abruptly'
}

const CRLF = '\r\n'

/** Ways to tell how long a body is: right, wrong, twice, or not at all. */
const framing = fc.oneof(
  { weight: 5, arbitrary: fc.constant('right' as const) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...(['none', 'chunked', 'short', 'long', 'both', 'twice', 'junk', 'junk chunks'] as const),
    ),
  },
)
type Framing = typeof framing extends fc.Arbitrary<infer T> ? T : never

const length = (count: number | string) => `Content-Length: ${count}`

function framed(bytes: Buffer, how: Framing): { headers: string[]; body: Buffer } {
  const chunks = Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}${CRLF}`),
    bytes,
    Buffer.from(`${CRLF}0${CRLF}${CRLF}`),
  ])
  switch (how) {
    case 'right':
      return { headers: [length(bytes.length)], body: bytes }
    case 'none':
      return { headers: [], body: bytes }
    case 'chunked':
      return { headers: ['Transfer-Encoding: chunked'], body: bytes.length > 0 ? chunks : bytes }
    case 'short':
      return { headers: [length(Math.max(0, bytes.length - 5))], body: bytes }
    case 'long':
      return { headers: [length(bytes.length + 100)], body: bytes }
    case 'both':
      return { headers: [length(bytes.length), 'Transfer-Encoding: chunked'], body: chunks }
    case 'twice':
      return { headers: [length(bytes.length), length(bytes.length + 1)], body: bytes }
    case 'junk':
      return { headers: [length('-1e9')], body: bytes }
    case 'junk chunks':
      return { headers: ['Transfer-Encoding: gzip, chunked'], body: bytes }
  }
}

const startLine = ({ method, url }: Sent) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(`${method} ${url} HTTP/1.1`) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        `FROB ${url} HTTP/1.1`,
        'FROB // HTTP/1.1',
        'FROB /:99999 HTTP/1.1',
        'FROB http://[ HTTP/1.1',
        'BREW /api/tickets/ HTTP/1.1',
        `${method} // HTTP/1.1`,
        `${method} //evil.example/api/ HTTP/1.1`,
        `${method} http://desk.test${url} HTTP/1.1`,
        `${method} http://[::1/api/ HTTP/1.1`,
        `OPTIONS * HTTP/1.1`,
        'CONNECT desk.test:80 HTTP/1.1',
        `${method} ${url} HTTP/1.0`,
        `${method} ${url} HTTP/2.0`,
        `${method} ${url}`,
        `${method}  ${url}  HTTP/1.1`,
        `${method} ${url}#part HTTP/1.1`,
        `GET /${'x'.repeat(20_000)} HTTP/1.1`,
        '',
        '\x16\x03\x01\x02\x00\x01\x00',
      ),
    },
  )

const extra = fc.constantFrom(
  '',
  '',
  '',
  '',
  'Expect: 100-continue',
  'Expect: a miracle',
  'Upgrade: websocket',
  'Connection: upgrade',
  'Connection: keep-alive',
  ': x',
  'no colon',
  ' folded: line',
  'A : b',
  'X-Nul: a\0b',
  `X-Long: ${'y'.repeat(17_000)}`,
  'Host: other.example',
)

/** Requests as bytes, some of them broken in a way that no client library lets through. */
export const wires = (tokens: string[]): fc.Arbitrary<Buffer> =>
  requests(tokens).chain((sent) =>
    fc
      .record({
        first: startLine(sent),
        framing,
        extra,
        host: fc.constantFrom('Host: desk.test', 'Host: desk.test', 'Host: desk.test', ''),
        noise: fc.oneof(
          { weight: 4, arbitrary: fc.constant([]) },
          fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 3 }),
        ),
        keep: fc.oneof(
          { weight: 3, arbitrary: fc.constant(1) },
          fc.double({ min: 0, max: 1, noNaN: true }),
        ),
      })
      .map((how) => written(sent, how)),
  )

interface How {
  first: string
  framing: Framing
  extra: string
  host: string
  noise: readonly (readonly [at: number, byte: number])[]
  keep: number
}

function written(sent: Sent, how: How): Buffer {
  const { headers, body } = framed(sent.body?.bytes ?? Buffer.alloc(0), how.framing)
  const given = sent.headers
    .filter(([name]) => name !== 'host')
    .map(([name, value]) => `${name}: ${value}`)
  const lines = [how.first, how.host, 'Connection: close', ...given, ...headers, how.extra]
  const head = `${lines.filter((line) => line !== '').join(CRLF)}${CRLF}${CRLF}`
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body])
  for (const [at, byte] of how.noise) if (at < bytes.length) bytes[at] = byte
  return bytes.subarray(0, Math.ceil(bytes.length * how.keep))
}
