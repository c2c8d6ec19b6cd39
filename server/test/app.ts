import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { type Db, inTransaction } from '../src/db/index.ts'
import type { QueueRow } from '../src/db/schema.ts'
import type { App } from '../src/http/types.ts'
import { openContext } from '../src/open.ts'
import { insertQueue } from '../src/queues/create.ts'
import { type Client, clientOf } from './client.ts'
import { databaseOf } from './database.ts'
import { addPerson, type Person } from './people.ts'

export interface TestApp {
  /** Everything in it is the real thing; `ctx.now` may be set to another clock. */
  ctx: Context
  db: Db
  app: App
  queue: QueueRow
  admin: Person
  staff: Person
  customer: Person
  stranger: Client
}

/**
 * An empty helpdesk of a test's own, gone at its end: one queue and three people. `settings` are
 * variables of the configuration, such as `{ BELLHOP_QUEUE_PERMISSIONS: 'true' }`.
 */
export async function testApp(settings: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-test-'))
  const ctx = await openContext(
    readConfig({ BELLHOP_DATA_DIR: folder, ...(await databaseOf(folder)), ...settings }),
  )
  const app = buildApp(ctx)
  onTestFinished(async () => {
    await app.close()
    await ctx[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })
  const queue = await inTransaction(ctx.db, (tx) =>
    insertQueue(tx, { title: 'Support', slug: 'support' }),
  )
  const desk = { ctx, app }
  return {
    ...desk,
    db: ctx.db,
    queue,
    admin: await addPerson(desk, { username: 'admin', is_staff: true, is_superuser: true }),
    staff: await addPerson(desk, { username: 'agnes', is_staff: true }),
    customer: await addPerson(desk, { username: 'uma' }),
    stranger: clientOf(app),
  }
}

/** What a new ticket needs, and whatever else is given. */
export const newTicket = (queue: { id: number }, more: object = {}) => ({
  queue: queue.id,
  title: 'The printer is on fire',
  description: 'It smells of toner.',
  priority: 3,
  ...more,
})
