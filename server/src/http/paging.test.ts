import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'

/** A helpdesk with five tickets, and pages of them. */
async function desk(settings?: NodeJS.ProcessEnv) {
  const made = await testApp(settings)
  for (let i = 0; i < 5; i += 1) await made.admin.post('/api/tickets/', newTicket(made.queue))
  const get = (query: string, headers = {}) => made.staff.get(`/api/tickets/${query}`, headers)
  const page = async (query: string, headers = {}) => {
    const { count, next, previous, results } = (await get(query, headers)).json()
    return { count, next, previous, ids: results.map(({ id }: { id: number }) => id) }
  }
  return { ...made, get, page }
}

const LIST = 'http://desk.test/api/tickets/'

test('pages link to the next and the one before, page 1 without its number', async () => {
  const { page } = await desk()
  expect(await page('?page_size=2')).toEqual({
    count: 5,
    next: `${LIST}?page=2&page_size=2`,
    previous: null,
    ids: [1, 2],
  })
  expect(await page('?page_size=2&page=2')).toEqual({
    count: 5,
    next: `${LIST}?page=3&page_size=2`,
    previous: `${LIST}?page_size=2`,
    ids: [3, 4],
  })
  const last = { count: 5, next: null, previous: `${LIST}?page=2&page_size=2`, ids: [5] }
  expect(await page('?page_size=2&page=3')).toEqual(last)
  expect(await page('?page_size=2&page=last')).toEqual(last)
})

test('links keep what else was asked for, in the order of its keys, and the Host', async () => {
  const { page } = await desk()
  const { next } = await page('?z=%C3%A4+b&page_size=1&b=2&b=1&a=%2F', { host: 'other.test:81' })
  expect(next).toBe('http://other.test:81/api/tickets/?a=%2F&b=2&b=1&page=2&page_size=1&z=%C3%A4+b')
})

test('a page that is not there is not found, and the first always is', async () => {
  const { get, customer } = await desk()
  for (const page of ['4', '0', '-1', 'x', '1.5', '99999999999999999999']) {
    const answer = await get(`?page_size=2&page=${page}`)
    expect([page, answer.statusCode, answer.json()]).toEqual([
      page,
      404,
      { detail: 'Invalid page.' },
    ])
  }
  const none = { count: 0, next: null, previous: null, results: [] }
  expect((await customer.get('/api/user_tickets/')).json()).toEqual(none)
  expect((await customer.get('/api/user_tickets/?page=last')).json()).toEqual(none)
})

test('a size that makes no sense is the usual one, and one too large the largest', async () => {
  const { page } = await desk({ BELLHOP_PAGE_SIZE: '3', BELLHOP_MAX_PAGE_SIZE: '4' })
  for (const size of ['', '0', '-1', 'x', '2.5']) {
    expect((await page(`?page_size=${size}`)).ids).toEqual([1, 2, 3])
  }
  const largest = await page('?page_size=99999')
  expect(largest.ids).toEqual([1, 2, 3, 4])
  expect(largest.next).toBe(`${LIST}?page=2&page_size=99999`)
})
