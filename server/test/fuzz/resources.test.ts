import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type Db, isPostgres } from '../../src/db/index.ts'
import type { TestApp } from '../app.ts'
import { type Aim, resourceRequests } from './resource-requests.ts'
import { watch } from './watch.ts'
import { share, smallWorld } from './world.ts'

/** What the two engines do differently shows in fewer. */
const runsOn = (db: Db) => (isPostgres(db) ? share(2000, 500) : share(30_000, 1500))

/** These have their own test, with bodies of every type. */
const OLD =
  /^\/api\/(auth|setup|tickets|followups|followups-attachments|user_tickets|users)?\/?(:id)?(login|logout)?$/

test('whatever is sent to the resources, nothing fails, and what is refused changes nothing', async () => {
  const desk = await smallWorld()
  const { ctx, app, admin, staff, customer } = desk
  const seen = await watch(ctx)
  const aims = await aimsOf(desk)
  expect(aims.length).toBeGreaterThan(5)
  const tokens = [admin, admin, staff, customer].map(({ token }) => token)
  const statuses = new Set<number>()
  await vi.waitUntil(async () => (await unusedTokens(desk)) === 0, { timeout: 20_000 })

  await fc.assert(
    fc.asyncProperty(resourceRequests(aims, [...tokens, null]), async (sent) => {
      const before = await seen.fingerprint()
      const answer = await app.inject({
        method: sent.method as 'GET',
        url: sent.url,
        headers: { host: 'desk.test', ...Object.fromEntries(sent.headers) },
        ...(sent.body ? { payload: sent.body.bytes } : {}),
      })
      statuses.add(answer.statusCode)
      expect(answer.statusCode, answer.body).toBeLessThan(500)
      if (answer.statusCode < 400) expect(answer.body).not.toMatch(/"(password|secret_key|hash)":/)
      if (answer.statusCode >= 400 || sent.method === 'GET') {
        expect(await seen.fingerprint()).toBe(before)
      }
    }),
    { numRuns: runsOn(ctx.db) },
  )
  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404]))
}, 300_000)

/** That a token is used is noted once an hour, whatever it is used for: here before the first look. */
async function unusedTokens({ db, admin, staff, customer }: TestApp): Promise<number> {
  for (const person of [admin, staff, customer]) await person.get('/api/me/')
  return (await db.selectFrom('token').select('id').where('last_used', 'is', null).execute()).length
}

/** Every address with what OPTIONS says of it, and with what its rows are made of. */
async function aimsOf({ app, admin }: TestApp): Promise<Aim[]> {
  const aims: Aim[] = []
  for (const endpoint of app.endpoints.filter(({ path }) => !OLD.test(path))) {
    const path = `${endpoint.path.replaceAll(/:\w+/g, '1').replace(/\/?$/, '/')}`
    const { actions = {} } = (await admin.request('OPTIONS', path)).json()
    const fields = actions.POST ?? actions.PUT ?? {}
    aims.push({ endpoint, fields, filters: Object.keys(fields) })
  }
  return aims
}
