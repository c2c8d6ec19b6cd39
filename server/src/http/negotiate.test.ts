import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'

const JSON_TYPE = 'application/json'
const HTML_TYPE = 'text/html; charset=utf-8'

test('who accepts several formats gets JSON, and a browser gets a page', async () => {
  const { stranger } = await testApp()
  for (const [accept, type] of [
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['APPLICATION/JSON', JSON_TYPE],
    ['text/html', HTML_TYPE],
    ['text/*', HTML_TYPE],
    ['text/html, */*', HTML_TYPE],
    ['image/png, */*;q=0.1', JSON_TYPE],
    ['application/json;q=0.1, text/html;q=0.9', JSON_TYPE],
  ] as const) {
    const { headers } = await stranger.get('/api/', { accept })
    expect([accept, headers['content-type']]).toEqual([accept, type])
  }
})

test('what cannot be accepted is refused before anybody is asked for a password', async () => {
  const { stranger } = await testApp()
  for (const accept of ['image/png', 'application/xml', 'nonsense', ',']) {
    const answer = await stranger.get('/api/tickets/', { accept })
    expect(answer.statusCode).toBe(406)
    expect(answer.json()).toEqual({ detail: 'Could not satisfy the request Accept header.' })
  }
})

test('an address may name the format, at its end or in its query', async () => {
  const { admin, queue } = await testApp()
  await admin.post('/api/tickets/', newTicket(queue))
  const typeOf = async (path: string) => {
    const { statusCode, headers } = await admin.get(path, { accept: '*/*' })
    return [statusCode, headers['content-type']]
  }
  for (const path of ['/api/tickets', '/api/tickets/1', '/api/followups/1']) {
    expect(await typeOf(`${path}.json`)).toEqual([200, JSON_TYPE])
    expect(await typeOf(`${path}.api`)).toEqual([200, HTML_TYPE])
    expect(await typeOf(`${path}/?format=json`)).toEqual([200, JSON_TYPE])
    expect(await typeOf(`${path}/?format=api`)).toEqual([200, HTML_TYPE])
    expect((await typeOf(`${path}.xml`))[0]).toBe(404)
    expect((await typeOf(`${path}/?format=xml`))[0]).toBe(404)
  }
})

test('JSON is indented for whoever asks, and not without end', async () => {
  const { stranger } = await testApp()
  const body = async (accept: string) => (await stranger.get('/api/', { accept })).body
  expect(await body('application/json')).toMatch(/^\{"tickets":"/)
  expect(await body('application/json; indent=2')).toMatch(/^\{\n {2}"tickets": "/)
  expect(await body('application/json; indent=999999')).toMatch(/^\{\n {8}"tickets": "/)
})

test('every path answers with and without its slash', async () => {
  const { admin, queue } = await testApp()
  expect((await admin.post('/api/tickets', newTicket(queue))).statusCode).toBe(201)
  for (const path of [
    '/api',
    '/api/tickets',
    '/api/tickets/1',
    '/api/followups/1',
    '/api/user_tickets',
  ]) {
    const [bare, slashed] = [await admin.get(path), await admin.get(`${path}/`)]
    expect([path, bare.statusCode]).toEqual([path, 200])
    expect(bare.json()).toEqual(slashed.json())
  }
})

test('OPTIONS tells what may be sent, and to whom there is nothing to tell', async () => {
  const { admin, staff, stranger, queue } = await testApp()
  await admin.post('/api/tickets/', newTicket(queue))
  const list = await staff.request('OPTIONS', '/api/tickets/')
  expect(list.headers.allow).toBe('GET, POST, HEAD, OPTIONS')
  expect(list.json()).toMatchObject({
    name: 'Ticket List',
    renders: ['application/json', 'text/html'],
    parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
    actions: {
      POST: {
        id: { type: 'integer', read_only: true },
        title: { type: 'string', required: true, max_length: 200 },
        status: { type: 'choice', choices: [{ value: 1, display_name: 'Open' }, {}, {}, {}, {}] },
      },
    },
  })
  const one = await staff.request('OPTIONS', '/api/tickets/1/')
  expect(one.headers.allow).toBe('GET, PUT, PATCH, DELETE, HEAD, OPTIONS')
  expect(Object.keys(one.json().actions)).toEqual(['PUT'])
  expect((await staff.request('OPTIONS', '/api/tickets/99/')).json().actions).toBe(undefined)
  expect((await staff.request('OPTIONS', '/api/user_tickets/')).json().actions).toBe(undefined)
  expect((await stranger.request('OPTIONS', '/api/tickets/')).statusCode).toBe(401)
})

test('a method that an address does not have is refused, after who asks and before what', async () => {
  const { staff, stranger } = await testApp()
  const answer = await staff.delete('/api/tickets/')
  expect(answer.statusCode).toBe(405)
  expect(answer.json()).toEqual({ detail: 'Method "DELETE" not allowed.' })
  expect(answer.headers.allow).toBe('GET, POST, HEAD, OPTIONS')
  expect((await stranger.delete('/api/tickets/')).statusCode).toBe(401)
})
