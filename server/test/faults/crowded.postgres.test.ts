import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openDb } from '../../src/db/index.ts'
import { newTicket, testApp } from '../app.ts'
import type { Answer } from '../client.ts'

const CONNECTIONS = 2

/** A helpdesk with few connections and one ticket, and somebody who works in its database by hand. */
async function smallDesk(settings: NodeJS.ProcessEnv) {
  const size = { BELLHOP_DATABASE_POOL_SIZE: String(CONNECTIONS) }
  const { staff, queue, ctx } = await testApp({ ...size, ...settings })
  const outside = openDb(ctx.config.databaseUrl, { poolSize: 2 })
  onTestFinished(() => outside.destroy())
  const opened = await staff.post('/api/tickets/', newTicket(queue))
  const path = `/api/tickets/${opened.json().id}/`

  /** Keeps the ticket from being changed; gives the function that lets go of it. */
  async function hold() {
    const [isHeld, isOver] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const holding = outside.transaction().execute(async (tx) => {
      await sql`select from ticket for update`.execute(tx)
      isHeld.resolve()
      await isOver.promise
    })
    await Promise.race([isHeld.promise, holding])
    return () => (isOver.resolve(), holding)
  }

  /** What the connections of the helpdesk are doing. */
  async function states() {
    const { rows } = await sql<{ state: string }>`
      select coalesce(wait_event_type, state) as state from pg_stat_activity
      where datname = current_database() and application_name = 'bellhop'
        and query not like '%pg_stat_activity%' and query not like '%for update'
      `.execute(outside)
    return rows.map(({ state }) => state)
  }
  const change = (title: string) => staff.patch(path, { title })
  const read = () => staff.get(path)
  return { change, read, hold, states }
}

const REFUSED = { detail: 'The database is overburdened.' }

function expectRefusal(answer: Answer) {
  expect(answer.json()).toEqual(REFUSED)
  expect(answer.statusCode).toBe(503)
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
}

test('when all connections are in use, who waits too long for one is told to come again, and the others go on', async () => {
  const { change, read, hold, states } = await smallDesk({ BELLHOP_DATABASE_CONNECT_SECONDS: '1' })
  const letGo = await hold()
  const changes = Promise.all([change('first'), change('second')])
  await vi.waitUntil(async () => (await states()).filter((state) => state === 'Lock').length === 2)

  for (const answer of await Promise.all([read(), read(), change('third')])) expectRefusal(answer)
  await letGo()
  for (const { statusCode } of await changes) expect(statusCode).toBe(200)
  expect((await read()).json().title).toMatch(/first|second/)
  expect(await states()).toHaveLength(CONNECTIONS)
})

test('a change that waits too long for somebody else is told to come again, and leaves nothing and no connection behind', async () => {
  const { change, read, hold, states } = await smallDesk({
    BELLHOP_DATABASE_STATEMENT_SECONDS: '1',
  })
  const before = await read()
  const letGo = await hold()
  for (const answer of await Promise.all(['1', '2', '3', '4'].map(change))) expectRefusal(answer)
  await letGo()
  expect((await read()).json()).toEqual(before.json())
  expect((await change('at last')).statusCode).toBe(200)
  const left = await states()
  expect(left.length).toBeLessThanOrEqual(CONNECTIONS)
  expect(new Set(left)).toEqual(new Set(['Client']))
})
