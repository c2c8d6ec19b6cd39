import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openDb } from '../../src/db/index.ts'
import { cleanOnce } from '../../src/files/clean.ts'
import { diskStore } from '../../src/files/disk.ts'
import { willBeNamed } from '../../src/processes/begin.ts'
import { newTicket, testApp } from '../app.ts'
import { textFile } from '../client.ts'
import { databaseSetting } from '../database.ts'
import { filesIn } from '../state.ts'
import { type Cut, proxyTo } from './proxy.ts'

const FILE = '/api/followups-attachments/1/'

/** A helpdesk to which somebody sends a ticket with a file while the connection breaks. */
async function deskThatLoses(cut: Cut) {
  const proxy = await proxyTo((await databaseSetting()).DATABASE_URL!)
  const desk = await testApp({ DATABASE_URL: proxy.url })
  const { ctx, staff, queue } = desk
  proxy.cutNextCommit(cut)
  const fields = { ...newTicket(queue), attachment: textFile('toner.txt') }
  const answer = await staff.postForm('/api/tickets/', fields)
  const rows = await ctx.db.selectFrom('attachment').selectAll().execute()

  /** What the next process finds when this one has ended. */
  async function afterRestart() {
    await ctx.files.close()
    const files = diskStore(`${ctx.config.dataDir}/files`)
    await cleanOnce(files, { isNamed: willBeNamed(ctx.db), now: ctx.now })
    return { files, names: filesIn(ctx.config) }
  }
  return { answer, rows, afterRestart }
}

test('a connection that breaks after the commit costs an answer, and no file', async () => {
  const { answer, rows, afterRestart } = await deskThatLoses('after')
  expect(answer.statusCode).toBe(500)
  expect(answer.headers['retry-after']).toBeUndefined()
  expect(answer.json().detail).toContain('may have been made, or not. Look before you try again.')
  expect(rows).toMatchObject([{ filename: 'toner.txt' }])
  const { key } = rows[0]!
  const { files, names } = await afterRestart()
  expect(names).toEqual([key])
  expect(await text(await files.open(key))).toBe('the text of toner.txt')
})

test('a connection that breaks before the commit leaves a file to nobody, and only for a while', async () => {
  const { answer, rows, afterRestart } = await deskThatLoses('before')
  expect(answer.statusCode).toBe(500)
  expect(rows).toEqual([])
  expect((await afterRestart()).names).toEqual([])
})

const WRITES = {
  'a new ticket': ['POST', '/api/tickets/', { title: 'Another' }],
  'a change to a ticket': ['PATCH', '/api/tickets/1/', { title: 'Another' }],
  'an answer': ['POST', '/api/followups/', { ticket: 1, comment: 'Yes.' }],
  'a change to an answer': ['PATCH', '/api/followups/1/', { comment: 'No.' }],
  'a change to a file': ['PATCH', FILE, { filename: 'b.txt' }],
} as const

test.each(Object.entries(WRITES))(
  '%s that was made, but cannot be shown any more, is nothing to ask for again',
  async (_what, [method, path, body]) => {
    const { DATABASE_URL } = await databaseSetting()
    const proxy = await proxyTo(DATABASE_URL!)
    const { staff, queue } = await testApp({ DATABASE_URL: proxy.url })
    const fields = { ...newTicket(queue), attachment: textFile('a.txt') }
    expect((await staff.postForm('/api/tickets/', fields)).statusCode).toBe(201)
    proxy.cutNextCommit('for good')
    const answer = await (method === 'POST'
      ? staff.post(path, { ...newTicket(queue), ...body })
      : staff.patch(path, body))
    expect(answer.headers['retry-after']).toBeUndefined()
    expect([answer.statusCode, answer.json()]).toEqual([
      500,
      { detail: 'The change was made, but the database was lost before it could be shown.' },
    ])
    await using db = openDb(DATABASE_URL!)
    const rows = await Promise.all(
      (['ticket', 'followup', 'attachment'] as const).map((table) =>
        db.selectFrom(table).selectAll().execute(),
      ),
    )
    expect(JSON.stringify(rows)).toContain(`"${Object.values(body).at(-1)}"`)
  },
)
