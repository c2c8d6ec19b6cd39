import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'

test('an address that no ticket can have is not found, whoever asks', async () => {
  const { admin, stranger } = await testApp()
  for (const id of ['1.JSON', '1.', '1..json', '1%2F', '.json']) {
    const path = `/api/tickets/${id}/`
    expect([path, (await stranger.get(path)).statusCode]).toEqual([path, 404])
    expect([path, (await admin.request('OPTIONS', path)).statusCode]).toEqual([path, 404])
  }
  expect((await stranger.get('/api/tickets/1/')).statusCode).toBe(401)
})

test('a type with a weight is no more specific than one without: JSON stays JSON', async () => {
  const { stranger } = await testApp()
  const answer = await stranger.get('/api/', { accept: 'text/html;q=0.1, application/json' })
  expect(answer.headers['content-type']).toBe('application/json')
})
