import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { migrate, openDb } from '../../src/db/index.ts'
import { diskStore } from '../../src/files/disk.ts'
import { recordedChanges, storedChanges } from './changes.ts'
import { customValueDifferences, customValueIds, recordedValues } from './custom-values.ts'
import { effectDifferences } from './effects.ts'
import { isObject, parseJson } from './json.ts'
import { loadFixture } from './load.ts'
import { mailDifferences } from './mails.ts'
import { takeSnapshot } from './snapshot.ts'
import { storeInSqlite } from './store-in-sqlite.ts'

const FIXTURE = `{
  "users": [{"id": 4, "username": "uma", "password": "pw", "token": "key", "is_active": true}],
  "queues": [{"id": 2, "title": "Support", "slug": "support", "email_address": null}],
  "custom_fields": [{"id": 3, "name": "size", "label": "Size", "data_type": "integer"}],
  "tickets": [{"id": 8, "queue": 2, "title": "Old", "status": 1, "priority": 3, "secret_key": "k",
    "created": "2025-01-01T08:30:00.5Z", "custom_values": {"size": "7"}}],
  "followups": [{"id": 5, "ticket": 8, "date": "2025-01-01T09:00:00Z", "time_spent_seconds": 1.5}],
  "attachments": [{"id": 1, "followup": 5, "filename": "a.txt", "mime_type": "text/plain",
    "content": "hi", "size": 2}]
}`

const recorded = (text: string) => {
  const value = parseJson(text)
  return isObject(value) ? value : {}
}

/** A database in the fixture's state, written to over a connection of its own. */
async function desk() {
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-test-'))
  const path = join(folder, 'bellhop.sqlite')
  const setup = openDb(`sqlite:${path}`)
  await migrate(setup)
  await setup.destroy()
  const options = { enableForeignKeyConstraints: false }
  const [store, server] = [storeInSqlite(path), new DatabaseSync(path, options)]
  onTestFinished(async () => {
    await store.close()
    server.close()
    await rm(folder, { recursive: true })
  })
  const files = diskStore(join(folder, 'files'))
  const load = () => loadFixture(store, files, recorded(FIXTURE))
  await load()
  return { store, files, load, server }
}

const CREATE = `insert into ticket (queue_id, title, status, priority, secret_key, created, modified)
  values (2, 'New', 1, 3, 'x', 'y', 'z')`

test('a state is loaded with its ids, its times and its files, and new rows follow its highest id', async () => {
  const { store, files, server } = await desk()
  expect(server.prepare('select id, created, on_hold from ticket').get()).toEqual({
    id: 8,
    created: '2025-01-01T08:30:00.500000Z',
    on_hold: 0,
  })
  expect(server.prepare('select time_spent from followup').get()).toEqual({ time_spent: 1_500_000 })
  const { key } = server.prepare('select key from attachment').get() as { key: string }
  expect(await files.size(key)).toBe(2)
  expect(server.prepare(CREATE).run().lastInsertRowid).toBe(9)
  expect(await store.read("select sum(count) n from tally where kind = 'ticket'")).toEqual([
    { n: 2n },
  ])
})

test('loading a state again undoes what happened since, and keeps the settings', async () => {
  const { load, server } = await desk()
  server.exec(`${CREATE}; insert into setting values ('secret', 'kept')`)
  await load()
  expect(server.prepare('select group_concat(id) ids from ticket').get()).toEqual({ ids: '8' })
  expect(server.prepare('select count from tally where kind = ?').all('ticket')).toEqual([
    { count: 1 },
  ])
  expect(server.prepare('select value from setting').all()).toEqual([{ value: 'kept' }])
  expect(server.prepare(CREATE).run().lastInsertRowid).toBe(9)
})

async function differencesAfter(write: string, effects: string) {
  const { store, server } = await desk()
  const before = await takeSnapshot(store)
  server.exec(write)
  const after = await takeSnapshot(store, before)
  const span = { from: Date.now() - 5000, to: Date.now() }
  const [theirs, ids] = [recorded(effects), customValueIds(recorded(FIXTURE))]
  return [
    ...effectDifferences(recordedChanges(theirs), storedChanges(before, after), span),
    ...customValueDifferences(recordedValues(theirs, ids), before, after),
    ...mailDifferences(theirs, before, after),
  ].map(({ at }) => at)
}

const NOW = "strftime('%Y-%m-%dT%H:%M:%S', 'now') || '.123456Z'"

test('what was stored as recorded is no difference', async () => {
  const write = `update ticket set title = 'New', modified = ${NOW},
    due_date = '2031-01-01T00:00:00.000000Z' where id = 8;
    update custom_value set value = '9'; delete from attachment;
    insert into job (name, payload, run_at) values ('mail.send', '{"to":"b","from":"f","subject":"s"}', '');
    insert into job (name, payload, run_at) values ('mail.send', '{"to":"a","from":"f","subject":"s"}', '')`
  const effects = `{"helpdesk_ticket": {"updated": [{"id": 8, "changes": {"title": ["Old", "New"],
      "modified": ["2025-01-01 08:30:00.500000", "<now>"], "due_date": [null, "2031-01-01 00:00:00"]}}]},
    "helpdesk_followupattachment": {"deleted_ids": [1]},
    "helpdesk_ticketcustomfieldvalue": {"updated": [{"id": 1, "changes": {"value": ["7", "9"]}}],
      "inserted": [{"id": 2, "ticket_id": 8, "field_id": 4, "value": null}]},
    "auth_user": {"updated": [{"id": 4, "changes": {"last_login": [null, "<now>"]}}]},
    "emails": [{"to": "a", "from": "f", "subject": "s"}, {"to": "b", "from": "f", "subject": "s"}]}`
  expect(await differencesAfter(write, effects)).toEqual([])
})

test.each([
  ['a row too many', `${CREATE}`, '{}', 'stored ticket 9'],
  ['a row too few', '', '{"helpdesk_ticket":{"deleted_ids":[8]}}', 'stored ticket 8'],
  ['a changed column', 'update ticket set status = 3', '{}', 'stored ticket 8'],
  [
    'a column with another value',
    "update ticket set title = 'Other'",
    '{"helpdesk_ticket":{"updated":[{"id":8,"changes":{"title":["Old","New"]}}]}}',
    'stored ticket 8 (updated) title',
  ],
  [
    'a time that is not now',
    "update ticket set modified = '2020-01-01T00:00:00.000000Z'",
    '{"helpdesk_ticket":{"updated":[{"id":8,"changes":{"modified":["2025-01-01 08:30:00.500000","<now>"]}}]}}',
    'stored ticket 8 (updated) modified',
  ],
  ['a custom value', 'delete from custom_value', '{}', 'stored custom value 8/3 (ticket/field)'],
  ['a mail too few', '', '{"emails":[{"to":"a","from":"b","subject":"c"}]}', 'mails'],
])('%s is a difference', async (_, write, effects, at) => {
  expect(await differencesAfter(write, effects)).toEqual([at])
})
