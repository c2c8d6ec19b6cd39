import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Db, isPostgres } from '../../src/db/index.ts'
import { requests, type Sent } from './requests.ts'
import { watch } from './watch.ts'
import { share, smallWorld } from './world.ts'

/** What the two engines do differently shows in fewer. */
const runsOn = (db: Db) => (isPostgres(db) ? share(3000, 1000) : share(12_000, 1000))

test('whatever is sent, nothing fails, and what is refused changes nothing', async () => {
  const { ctx, app, admin, staff, customer } = await smallWorld()
  const seen = await watch(ctx)
  let known = { version: await seen.version(), rows: await seen.fingerprint() }
  const statuses = new Set<number>()

  await fc.assert(
    fc.asyncProperty(
      requests([admin, staff, staff, staff, customer].map(({ token }) => token)),
      fc.nat(5000),
      async (sent, address) => {
        const signsIn = /basic|login/i.test(JSON.stringify([sent.url, sent.headers]))
        known.version = await seen.version()
        if (signsIn) known.rows = await seen.fingerprint()
        const status = await ask(sent, address)
        statuses.add(status)
        expect(status).toBeLessThan(500)
        if (status < 400) return
        if (signsIn) expect(await seen.fingerprint()).toBe(known.rows)
        else expect(await seen.version()).toBe(known.version)
      },
    ),
    { numRuns: runsOn(ctx.db) },
  )
  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 405, 415]))
  expect(await seen.strayFiles()).toEqual([])

  async function ask({ method, url, headers, body }: Sent, address: number) {
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: { host: 'desk.test', ...Object.fromEntries(headers) },
      remoteAddress: `10.0.${address >> 8}.${address & 255}`,
      ...(body ? { payload: body.bytes } : {}),
    })
    return answer.statusCode
  }
}, 300_000)
