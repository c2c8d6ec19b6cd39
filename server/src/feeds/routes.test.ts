import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { basic } from '../../test/sign-in.ts'
import { addQueue } from '../queues/add.ts'
import { grantQueue } from '../queues/grant.ts'
import { rss } from './rss.ts'

const FEEDS = '/api/feeds/'
const RSS = 'application/rss+xml; charset=utf-8'

const titlesIn = (xml: string) =>
  [...xml.matchAll(/<item><title>(.*?)<\/title>/g)].map(([, title]) => title)

test('each feed has the open tickets it is about, the newest first', async () => {
  const { admin, staff, queue, ctx } = await testApp()
  const sales = await addQueue(ctx, { slug: 'sales', title: 'Sales' })
  const open = async (title: string, more: object = {}) =>
    (await admin.post('/api/tickets/', newTicket(queue, { title, ...more }))).json().id as number
  await open('one', { assigned_to: staff.id })
  await open('two', { assigned_to: staff.id, queue: sales.id })
  await open('three')
  const closed = await open('four')
  await admin.patch(`/api/tickets/${closed}/`, { status: 4 })
  const titles = async (path: string) => titlesIn((await staff.get(FEEDS + path)).body)

  expect(await titles(`users/${staff.id}/`)).toEqual(['[sales-2] two', '[support-1] one'])
  expect(await titles(`users/${staff.id}/queues/${queue.id}/`)).toEqual(['[support-1] one'])
  expect(await titles(`queues/${queue.id}/`)).toEqual(['[support-3] three', '[support-1] one'])
  expect(await titles('unassigned/')).toEqual(['[support-3] three'])
  await staff.post('/api/followups/', { ticket: 1, title: 'Look', comment: 'Here.' })
  expect((await titles('recent-activity/'))[0]).toBe('[support-1] one: Look')
  expect(await titles('recent-activity/')).toHaveLength(5)
  expect((await staff.get(FEEDS)).json().count).toBe(5)
})

test('feed readers get RSS, with a password or a token, and programs JSON if they ask', async () => {
  const { staff, stranger, customer, queue } = await testApp()
  await staff.post('/api/tickets/', newTicket(queue))
  const path = `${FEEDS}unassigned/`
  for (const accept of [
    '*/*',
    'application/rss+xml',
    'application/rss+xml, application/rdf+xml;q=0.8, text/xml;q=0.4',
    'text/xml',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  ]) {
    const { statusCode, headers, body } = await staff.get(path, { accept })
    expect([accept, statusCode, headers['content-type']]).toEqual([accept, 200, RSS])
    expect(body).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<rss version="2.0"/)
  }
  expect((await stranger.get(path, { ...basic(staff) })).headers['content-type']).toBe(RSS)
  expect((await staff.get(`${path}?format=json`)).json().items).toHaveLength(1)
  expect((await staff.get(path, { accept: 'application/json' })).json().items).toHaveLength(1)
  expect((await staff.get(path, { accept: 'image/png' })).statusCode).toBe(406)
  const refused = await stranger.get(path, { accept: 'application/rss+xml' })
  expect([refused.statusCode, refused.headers['content-type'], refused.json().detail]).toEqual([
    401,
    'application/json',
    'Authentication credentials were not provided.',
  ])
  expect(refused.headers['www-authenticate']).toMatch(/^Basic/)
  expect((await customer.get(path)).statusCode).toBe(403)
  expect((await staff.get(`${path}?key=1`)).statusCode).toBe(400)
  expect((await staff.get('/api/tickets/?format=rss')).statusCode).toBe(404)
  expect((await staff.get('/api/tickets/', { accept: 'text/xml' })).statusCode).toBe(406)
})

test('what somebody wrote is text in a feed, whatever it is', async () => {
  const { admin, queue } = await testApp()
  const title = `</title><script>alert('&amp;')</script>]]>`
  const description = '<img src=x onerror=alert(1)>\r\nnext \u0001 line'
  await admin.post('/api/tickets/', newTicket(queue, { title, description }))
  const { body } = await admin.get(`${FEEDS}queues/${queue.id}/`)
  expect(titlesIn(body)).toEqual([
    '[support-1] &lt;/title&gt;&lt;script&gt;alert(&#39;&amp;amp;&#39;)&lt;/script&gt;]]&gt;',
  ])
  expect(body).toContain(
    '<description>&amp;lt;img src=x onerror=alert(1)&amp;gt;&lt;br/&gt;next \uFFFD line</description>',
  )
  const item = { description: '\0', link: '', author: null, category: '\uFFFF', date: 'never' }
  const odd = rss({ title: '', description: '', link: '', items: [{ ...item, title: '\uD800' }] })
  expect(odd).toContain('<title>\uFFFD</title>')
  expect(odd).toContain('<category>\uFFFD</category></item>')
})

test('a feed shows only queues that somebody may see, and others are not there', async () => {
  const { admin, staff, queue, ctx } = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const own = await addQueue(ctx, { slug: 'own', title: 'Own' })
  await admin.post('/api/tickets/', newTicket(queue, { assigned_to: admin.id }))
  await admin.post('/api/tickets/', newTicket(queue))
  const titles = async (path: string) => titlesIn((await staff.get(FEEDS + path)).body)
  for (const path of [`users/${admin.id}/`, 'unassigned/', 'recent-activity/']) {
    expect(await titles(path)).toEqual([])
  }
  await grantQueue(ctx, { queue: 'own', username: staff.username })
  await admin.post('/api/tickets/', newTicket(own, { title: 'mine' }))
  for (const path of ['unassigned/', `queues/${own.id}/`]) {
    expect(await titles(path)).toEqual(['[own-3] mine'])
  }
  expect(await titles('recent-activity/')).toEqual(['[own-3] mine: Ticket Opened'])
  for (const path of [
    `queues/${queue.id}/`,
    'queues/x/',
    'users/99/',
    `users/${admin.id}/queues/99/`,
  ]) {
    expect((await staff.get(FEEDS + path)).statusCode).toBe(404)
  }
})

test('a feed has fifty items at most', async () => {
  const { admin, queue } = await testApp()
  await Promise.all(Array.from({ length: 52 }, () => admin.post('/api/tickets/', newTicket(queue))))
  for (const path of [`queues/${queue.id}/`, 'unassigned/', 'recent-activity/']) {
    const titles = titlesIn((await admin.get(FEEDS + path)).body)
    expect([titles.length, titles[0]]).toEqual([50, expect.stringMatching(/^\[support-\d+\]/)])
  }
})
