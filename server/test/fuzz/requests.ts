import { METHODS } from 'node:http'
import * as fc from 'fast-check'
import { body, type Body } from './bodies.ts'
import { junkText } from './junk.ts'

/** A request as it is sent: header names may repeat, values may be nonsense. */
export interface Sent {
  method: string
  url: string
  headers: [name: string, value: string][]
  body: Body | null
}

const id = fc.oneof(
  // Four to six stay: the others may be deleted on the way.
  { weight: 6, arbitrary: fc.constantFrom('1', '2', '3', '7', '8', '9', '12', '20') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '0',
      '-1',
      '+1',
      '1_0',
      '%201',
      '1.0',
      '1e3',
      '00001',
      '9007199254740993',
      'last',
      '9'.repeat(25),
      '9'.repeat(4400),
      '%00',
      '%D9%A3',
      '%F0%9F',
      '%',
      '%2e%2e',
      '..',
      '1%2F2',
      '__proto__',
      'a'.repeat(3000),
      ':id',
      '*',
      '1;2',
    ),
  },
)

const LISTS = ['tickets', 'followups', 'followups-attachments', 'user_tickets', 'users']
const END = ['', '//', '.json', '.api/', '.xml', '.']

const path = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...LISTS).map((list) => `/api/${list}`) },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...LISTS), id).map(([list, key]) => `/api/${list}/${key}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '/api',
      '/api/auth/login',
      '/api/auth/logout',
      '/api/setup',
      '/api/nothing',
      '/',
      '/healthz',
      '/readyz',
      '/files',
      '/files/x/y',
      '/API/tickets',
      '/api/%74ickets',
      '/api/..',
    ),
  },
  { weight: 1, arbitrary: id.map((key) => `/files/${key}/name.txt`) },
)

const encode = (text: string) => (text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80')
const queryValue = fc.oneof(
  fc.constantFrom(
    '1',
    '0',
    '-1',
    'last',
    'Open',
    'open,RESOLVED,9',
    '1,,2',
    'json',
    'api',
    'xml',
    '',
    '%',
    '1e9',
    '9'.repeat(40),
    '%00',
    '%FF',
    '+',
    '[]',
    '1&page=2',
    'https://evil.example',
  ),
  junkText.map(encode),
)
const query = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'status',
        'page',
        'page_size',
        'format',
        'expires',
        'signature',
        '__proto__',
        '',
      ),
      queryValue,
    ),
    { maxLength: 3 },
  )
  .map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&'))

const url = fc
  .tuple(path, fc.constantFrom('/', '/', '/', '/', '/', '/', ...END), fc.option(query, { freq: 2 }))
  .map(([base, end, more]) => `${base}${end}${more === null ? '' : `?${more}`}`.slice(0, 8000))

// A header may hold any byte but line ends; what is beyond Latin-1 never gets out of a client.
const headerText = fc
  .oneof(junkText, fc.string({ maxLength: 20 }))
  .map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 2000))

const header = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      'accept',
      'cookie',
      'origin',
      'x-csrftoken',
      'range',
      'if-range',
      'x-request-id',
      'x-http-method-override',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'accept-language',
      'if-none-match',
      'access-control-request-method',
      'host',
      'te',
    ),
    headerText,
  ),
  fc.constantFrom<[string, string][]>(
    ['accept', 'text/html'],
    ['accept', 'application/json; indent=99999999999'],
    ['accept', ';;,,/,*'],
    ['cookie', 'sessionid=x; sessionid=y; csrftoken'],
    ['cookie', `sessionid=${'a'.repeat(3000)}`],
    ['cookie', 'sessionid=%ff%00'],
    ['host', ''],
    ['host', 'a b'],
    ['host', '[::1'],
    ['host', 'evil.example/../'],
    ['range', 'bytes=0-99999999999999999999'],
    ['x-bellhop-original-method', 'FOO'],
    ['x-forwarded-proto', 'javascript'],
    ['x-forwarded-for', '999.1.1.1, ,'],
  ),
)

/** How those who send the request say who they are; `token` stands for a real one. */
const authorization = (tokens: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...tokens).map((token) => `Token ${token}`) },
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'Token',
        'Token a b',
        'Basic',
        'Basic a b',
        'Basic %%%',
        'Basic YQ',
        'Bearer x',
        ' ',
        'Basic YWdu\u00e9czo=',
        `Token ${'x'.repeat(4000)}`,
        'token\t\u00a0',
        'Basic OjAAAA==',
      ),
    },
    { weight: 1, arbitrary: headerText },
  )

const method = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('POST', 'PUT', 'PATCH') },
  { weight: 4, arbitrary: fc.constantFrom('GET', 'DELETE', 'OPTIONS', 'HEAD') },
  { weight: 1, arbitrary: fc.constantFrom(...METHODS.filter((each) => each !== 'CONNECT')) },
)

/** What changes something when its body is right, so that bodies are read at all. */
const target = fc.oneof(
  fc.constantFrom(
    ...['tickets', 'followups', 'followups-attachments', 'users', 'auth/login', 'setup'].map(
      (name) => ['POST', `/api/${name}/`] as const,
    ),
  ),
  fc
    .tuple(
      fc.constantFrom('PUT', 'PATCH'),
      fc.constantFrom('tickets', 'followups', 'followups-attachments'),
      fc.integer({ min: 4, max: 6 }),
    )
    .map(([verb, name, key]) => [verb, `/api/${name}/${key}/`] as const),
)

/** Requests that are wrong in one way or many; now and then one is right by chance. */
export function requests(tokens: string[]): fc.Arbitrary<Sent> {
  const token = fc.constantFrom(...tokens).map((key) => `Token ${key}`)
  const anything = fc
    .record({
      method,
      url,
      who: authorization(tokens),
      headers: fc.array(header, { maxLength: 3 }),
      body,
    })
    .map(withHeaders)
  const aimed = fc
    .record({ target, who: token, body })
    .map(({ target: [verb, to], ...rest }) =>
      withHeaders({ method: verb, url: to, headers: [], ...rest }),
    )
  return fc.oneof(aimed, anything)
}

function withHeaders({ who, ...rest }: Sent & { who: string | null }): Sent {
  const type = rest.body?.type
  return {
    ...rest,
    headers: [
      ...(who === null ? [] : [['authorization', who] as [string, string]]),
      ...(type ? [['content-type', type] as [string, string]] : []),
      ...rest.headers,
    ],
  }
}
