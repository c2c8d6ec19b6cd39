import { expect, test } from 'vitest'
import { TYPE_NAMES } from '../src/custom-fields/input.ts'
import { smallWorld } from './fuzz/world.ts'

// PostgreSQL takes no text with a null character in it, SQLite takes any: the answers are the same.

const NULL = 'a\u0000b'

test('a name with a null character in it is nobody’s', async () => {
  const { stranger } = await smallWorld()
  const authorization = `Basic ${Buffer.from(`${NULL}:secret`).toString('base64')}`
  const answer = await stranger.get('/api/tickets/', { authorization })
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toEqual({ detail: 'Invalid username/password.' })

  const login = await stranger.post('/api/auth/login/', { username: NULL, password: 'secret' })
  expect(login.statusCode).toBe(400)
  expect(login.json()).toEqual({ username: ['Null characters are not allowed.'] })
})

const CUSTOM = Object.fromEntries(
  [...TYPE_NAMES, 'line', 'ip', 'flag'].map((name) => [`custom_${name}`, NULL]),
)
const TEXTS: [path: string, fields: Record<string, string | number>][] = [
  ['/api/tickets/', { queue: 1, title: NULL, description: NULL, resolution: NULL, ...CUSTOM }],
  ['/api/tickets/', { queue: NULL, submitter_email: NULL, due_date: NULL, priority: NULL }],
  ['/api/followups/', { ticket: 1, title: NULL, comment: NULL, time_spent: NULL }],
  ['/api/followups-attachments/', { followup: 1, filename: NULL, mime_type: NULL, size: NULL }],
  [
    '/api/users/',
    { username: NULL, first_name: NULL, last_name: NULL, email: NULL, password: NULL },
  ],
  ['/api/auth/login/', { username: NULL, password: NULL }],
  ['/api/setup/', { token: NULL, username: NULL, password: NULL, email: NULL, queue: NULL }],
]

test.each(TEXTS)(
  'a null character in any text is refused at %s, however it is sent',
  async (...sent) => {
    const [path, fields] = sent
    const { admin } = await smallWorld()
    const form = new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const answer of [
      await admin.post(path, fields),
      await admin.post(path, form.toString(), type),
      await admin.postForm(path, fields),
    ]) {
      expect(answer.statusCode, answer.body).toBe(400)
    }
  },
)

test('a null character in an address leads nowhere', async () => {
  const { admin } = await smallWorld()
  for (const [path, status] of [
    ['/api/tickets/?status=%00', 200],
    ['/api/tickets/?page=%00', 404],
    ['/api/tickets/1%00/', 404],
    ['/api/%00/', 404],
  ] as const) {
    expect([path, (await admin.get(path)).statusCode]).toEqual([path, status])
  }
})
