import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'

const TEXT = '0123456789'

/** A helpdesk with one file, and how to download it as somebody who has nothing but the link. */
async function desk(name = 'note.txt', { content = TEXT, type = 'text/plain' } = {}) {
  const made = await testApp({ BELLHOP_ATTACHMENT_TYPES: '*' })
  const attach = async (file: File) => {
    const form = { ...newTicket(made.queue), attachment: file }
    const ticket = (await made.admin.postForm('/api/tickets/', form)).json()
    const { file: link } = ticket.followup_set[0].followupattachment_set[0]
    return new URL(link)
  }
  const link = await attach(new File([content], name, { type }))
  const path = link.pathname + link.search
  const get = (headers = {}, method = 'GET') => made.stranger.request(method, path, { headers })
  return { ...made, attach, link, path, get }
}

const REFUSAL = { detail: 'This link is not valid any more. Ask the API for a new one.' }

test('whoever has the link downloads the file, and no browser shows it', async () => {
  const { get } = await desk()
  const answer = await get()
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toBe(TEXT)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain',
    'content-length': '10',
    'content-disposition': `attachment; filename="note.txt"; filename*=UTF-8''note.txt`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=300',
    'accept-ranges': 'bytes',
  })
})

test('a link works for as long as was configured at the least, and not for ever', async () => {
  const { get, ctx } = await desk()
  const made = Date.now()
  ctx.now = () => new Date(made + 59 * 60_000)
  expect((await get()).statusCode).toBe(200)
  ctx.now = () => new Date(made + 121 * 60_000)
  const late = await get()
  expect([late.statusCode, late.json()]).toEqual([403, REFUSAL])
})

test('a link that somebody changed is refused', async () => {
  const { link, attach, stranger } = await desk()
  const other = await attach(textFile('other.txt'))
  const [, , key] = link.pathname.split('/')
  const [, , otherKey] = other.pathname.split('/')
  const signature = link.searchParams.get('signature')!
  const withPart = (name: string, value: string | null) => {
    const query = new URLSearchParams(link.search)
    if (value === null) query.delete(name)
    else query.set(name, value)
    return `${link.pathname}?${query}`
  }
  const expires = Number(link.searchParams.get('expires'))
  const changed = [
    link.pathname,
    withPart('expires', null),
    withPart('expires', String(expires + 3600)),
    withPart('expires', `${expires}.0`),
    withPart('expires', '9'.repeat(13)),
    withPart('expires', `${expires}`.padStart(12, ' ')),
    withPart('signature', null),
    withPart('signature', ''),
    withPart('signature', signature.slice(0, -1)),
    withPart('signature', `${signature}A`),
    withPart('signature', other.searchParams.get('signature')!),
    link.pathname.replace(key!, otherKey!) + link.search,
    link.pathname.replace(key!, `..%2f${otherKey}`) + link.search,
    link.pathname.replace(key!, '%00') + link.search,
  ]
  for (const path of changed) {
    const answer = await stranger.get(path)
    expect([path, answer.statusCode]).toEqual([path, 403])
    expect(answer.json()).toEqual(REFUSAL)
  }
})

test('a link of another installation is refused', async () => {
  const [one, other] = [await desk(), await desk()]
  expect((await other.stranger.get(one.path)).statusCode).toBe(403)
})

test('the name in a link is for people: another one leads to the same file', async () => {
  const { link, stranger } = await desk()
  const path = link.pathname.replace('note.txt', 'x/y.html')
  expect((await stranger.get(path + link.search)).body).toBe(TEXT)
})

test('nothing is written to a link', async () => {
  const { get } = await desk()
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect((await get({}, method)).statusCode).toBe(404)
  }
})

test('HEAD tells of a file without sending it', async () => {
  const { get } = await desk()
  const [head, whole] = [await get({}, 'HEAD'), await get()]
  expect([head.statusCode, head.body]).toEqual([200, ''])
  const own = ['date', 'x-request-id', 'connection']
  for (const [name, value] of Object.entries(whole.headers)) {
    if (!own.includes(name)) expect([name, head.headers[name]]).toEqual([name, value])
  }
})

test('a range gets its bytes alone', async () => {
  const { get } = await desk()
  for (const [range, body, told] of [
    ['bytes=0-3', '0123', '0-3'],
    ['bytes=9-9', '9', '9-9'],
    ['bytes=7-', '789', '7-9'],
    ['bytes=-2', '89', '8-9'],
    ['bytes=-99', TEXT, '0-9'],
    ['bytes=5-99', '56789', '5-9'],
  ] as const) {
    const answer = await get({ range })
    expect([range, answer.statusCode, answer.body]).toEqual([range, 206, body])
    expect(answer.headers).toMatchObject({
      'content-range': `bytes ${told}/10`,
      'content-length': String(body.length),
      'x-content-type-options': 'nosniff',
    })
  }
})

test('a range that is not there is refused, with the size that there is', async () => {
  const { get } = await desk()
  for (const range of ['bytes=10-', 'bytes=99-100', 'bytes=-0']) {
    const answer = await get({ range })
    expect([range, answer.statusCode]).toEqual([range, 416])
    expect(answer.headers['content-range']).toBe('bytes */10')
    expect(answer.json()).toEqual({ detail: 'There is no such range.' })
  }
})

test('what is not one range gets the whole file', async () => {
  const { get } = await desk()
  const others = ['bytes=4-2', 'bytes=-', 'bytes=a-b', 'lines=0-1', 'bytes 0-1', '']
  for (const range of ['bytes=0-1,3-4', ...others]) {
    const answer = await get({ range })
    expect([range, answer.statusCode, answer.body]).toEqual([range, 200, TEXT])
    expect(answer.headers['content-range']).toBe(undefined)
  }
})

test('a range counts only while the file is the one that was begun', async () => {
  const { get } = await desk()
  const etag = String((await get()).headers.etag)
  const range = 'bytes=2-3'
  expect((await get({ range, 'if-range': etag })).body).toBe('23')
  expect((await get({ range, 'if-range': '"another"' })).body).toBe(TEXT)
  expect((await get({ range, 'if-range': 'Wed, 21 Oct 2015 07:28:00 GMT' })).body).toBe(TEXT)
})

test.for([
  ['page.html', 'text/html'],
  ['drawing.svg', 'image/svg+xml'],
  ['data.xml', 'application/xhtml+xml'],
  ['odd.txt', 'text/html; charset=utf-7'],
  ['odd.txt', 'nonsense'],
])('%s of type %s is saved, never shown', async ([name, type]) => {
  const { admin, get } = await desk(name, { content: '<script>alert(1)</script>', type })
  await admin.patch('/api/followups-attachments/1/', { mime_type: type })
  const { headers } = await get()
  expect(headers['content-disposition']).toMatch(/^attachment;/)
  expect(headers['content-security-policy']).toMatch(/^sandbox;/)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['content-type']).toMatch(/^[\w.+-]+\/[\w.+-]+$/)
})

test.for([
  ['a"; filename="b.txt', `filename="a__ filename__b.txt"`],
  ['a\r\nset-cookie: b=c', `filename="a__set-cookie_ b_c"`],
  ['../../etc/passwd', `filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
  ['..\\boot.ini', `filename=".._boot.ini"`],
  ['Grüße 😀.txt', `filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%F0%9F%98%80.txt`],
  [`it's (1)*.txt`, `filename*=UTF-8''it%27s%20%281%29%2a.txt`],
  ['100%.txt', `filename*=UTF-8''100%25.txt`],
] as const)(
  'the name %j is told so that nothing else can be read out of it',
  async ([name, told]) => {
    const { admin, stranger } = await desk()
    const renamed = await admin.patch('/api/followups-attachments/1/', { filename: name })
    expect(renamed.statusCode, renamed.body).toBe(200)
    const { pathname, search } = new URL(renamed.json().file)
    const answer = await stranger.get(pathname + search)
    expect([answer.statusCode, answer.body]).toEqual([200, TEXT])
    const header = String(answer.headers['content-disposition'])
    expect(header).toMatch(/^attachment; filename="[\w.() -]*"; filename\*=UTF-8''[\w.~!%-]*$/)
    expect(header).toContain(told)
    expect(answer.headers['set-cookie']).toBe(undefined)
  },
)

test('a file whose bytes are gone is not found', async () => {
  const { get, ctx } = await desk()
  rmSync(join(ctx.config.dataDir, 'files'), { recursive: true })
  const answer = await get()
  expect([answer.statusCode, answer.json()]).toEqual([404, { detail: 'Not found.' }])
})

test('an address that names no file is not found', async () => {
  const { stranger } = await desk()
  for (const path of ['/files', '/files/', '/files/x']) {
    expect((await stranger.get(path)).statusCode).toBe(404)
  }
})

test('a large file arrives whole, and what is said of its size is not believed', async () => {
  const content = 'All work and no play makes Jack a dull boy.\n'.repeat(50_000)
  const { admin, get } = await desk('long.txt', { content })
  await admin.patch('/api/followups-attachments/1/', { size: 7 })
  const answer = await get()
  expect(answer.headers['content-length']).toBe(String(content.length))
  expect(answer.body === content).toBe(true)
})
