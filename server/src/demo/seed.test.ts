import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../config.ts'
import { toStored } from '../lib/time.ts'
import { openContext } from '../open.ts'
import { readStories } from './story.ts'
import { seedDemo } from './seed.ts'

const NOW = new Date('2026-03-15T10:00:00Z')
const EARLIEST = '2025-12-14'

async function demo() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-demo-test-'))
  const ctx = await openContext(
    readConfig({ DATABASE_URL: 'sqlite::memory:', BELLHOP_DATA_DIR: folder }),
  )
  onTestFinished(async () => {
    await ctx.db.destroy()
    rmSync(folder, { recursive: true })
  })
  await seedDemo({ ...ctx, now: () => NOW })
  return { ...ctx, folder }
}

const told = ({ db }: Awaited<ReturnType<typeof demo>>) =>
  db.selectFrom('followup').select(['ticket_id', 'user_id', 'date', 'comment']).execute()

test('the demo has sixty tickets of ninety days, mixed, and none in the future', async () => {
  const { db } = await demo()
  const tickets = await db.selectFrom('ticket').selectAll().orderBy('id').execute()
  expect(tickets).toHaveLength(60)
  expect(new Set(tickets.map(({ queue_id }) => queue_id)).size).toBe(3)
  expect(new Set(tickets.map(({ status }) => status))).toEqual(new Set([1, 2, 3, 4, 5]))
  expect(new Set(tickets.map(({ priority }) => priority))).toEqual(new Set([1, 2, 3, 4, 5]))
  expect(tickets.map(({ created }) => created)).toEqual(
    tickets.map((row) => row.created).toSorted(),
  )
  expect(tickets[0]!.created > EARLIEST).toBe(true)
  expect(tickets.filter(({ due_date }) => due_date).length).toBeGreaterThan(4)
  expect(tickets.filter(({ on_hold }) => on_hold)).toHaveLength(3)
  const [twice] = tickets.filter(({ merged_to_id }) => merged_to_id)
  expect(tickets.find(({ id }) => id === twice!.merged_to_id)!.title).toContain('LK-10437')

  const followUps = await db.selectFrom('followup').selectAll().execute()
  const last = followUps
    .map(({ date }) => date)
    .toSorted()
    .at(-1)!
  expect(last < toStored(NOW)).toBe(true)
  expect(followUps.filter((row) => !row.public).length).toBeGreaterThan(15)
  expect(followUps.filter(({ time_spent }) => time_spent).length).toBeGreaterThan(15)
  expect(
    await db.selectFrom('custom_value').select('value').where('value', '!=', '').execute(),
  ).not.toHaveLength(0)
  expect(await db.selectFrom('job').select('id').execute()).toEqual([])
})

test('every file of the demo is attached to a follow-up and kept', async () => {
  const { db, files } = await demo()
  const attachments = await db.selectFrom('attachment').selectAll().execute()
  const names = attachments.map(({ filename }) => filename).toSorted()
  expect(names).toEqual(readdirSync(new URL('files', import.meta.url)).toSorted())
  for (const { key, size } of attachments) expect(await files.size(key)).toBe(size)
})

test('the demo is the same each time', async () => {
  const [one, other] = [await demo(), await demo()]
  expect(await told(one)).toEqual(await told(other))
})

test('a mistake in the tickets of the demo is found at once', () => {
  expect(() => readStories('== Title\nfrom maya, colour red\nText')).toThrow('"colour"')
})

test('the demo has something of everything that a desk keeps beside its tickets', async () => {
  const { db } = await demo()
  for (const table of [
    'tag',
    'ticket_cc',
    'ticket_dependency',
    'ticket_link',
    'checklist',
    'preset_reply',
    'saved_search',
    'checklist_template',
    'escalation_exclusion',
    'ignored_email',
    'email_template',
    'group',
    'kb_item',
  ] as const) {
    expect(await db.selectFrom(table).selectAll().execute(), table).not.toEqual([])
  }
})
