import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { databaseUrlOf } from '../database.ts'
import { type Outside, outside } from '../outside.ts'

/** Each of these gives a row for everything that is wrong. */
const CHECKS: Record<string, string> = {
  'a ticket without its opening follow-up': `select id from ticket where not exists
    (select 1 from followup where ticket_id = ticket.id and title like 'Ticket Opened%')`,
  'a ticket whose opening follow-up says something else': `select ticket.id from ticket
    join followup on ticket_id = ticket.id and followup.title like 'Ticket Opened%'
    where comment is distinct from description`,
  'a tally that is wrong': `with actual as (
      select 'ticket' as kind, queue_id, status, count(*) as count from ticket group by 2, 3
      union all select 'followup', ticket.queue_id, 0, count(*) from followup
        join ticket on ticket.id = ticket_id group by 2
      union all select 'attachment', ticket.queue_id, 0, count(*) from attachment
        join followup on followup.id = followup_id
        join ticket on ticket.id = followup.ticket_id group by 2
      union all select 'audit', 0, 0, count(*) from audit)
    select kind, queue_id, status, sum(count) as off from
      (select * from actual union all select kind, queue_id, status, -count from tally) as each
    group by 1, 2, 3 having sum(count) <> 0`,
  'a block of tickets that is counted wrong': `with actual as (
      select id / 4096 as block, status, count(*) as count from ticket group by 1, 2)
    select block, status, sum(count) as off from
      (select * from actual union all select block, status, -count from ticket_block) as each
    group by 1, 2 having sum(count) <> 0`,
  'a follow-up or a file that is not in the queue of its ticket': `select followup.id from followup
    join ticket on ticket.id = followup.ticket_id
    left join attachment on followup_id = followup.id
    where followup.queue_id <> ticket.queue_id or attachment.queue_id <> ticket.queue_id`,
  'a file that does not say what its follow-up says': `select attachment.id from attachment
    join followup on followup.id = followup_id
    where attachment.ticket_id <> followup.ticket_id or attachment.date <> followup.date
      or attachment.public <> followup.public
      or coalesce(attachment.user_id, 0) <> coalesce(followup.user_id, 0)`,
}
const ONLY_SQLITE: Record<string, string> = {
  'a row that refers to nothing': 'pragma foreign_key_check',
  'a follow-up that does not lie at its ticket': `select id from followup
    where place <> ticket_id * 2147483648 + id`,
  'a broken database': `select * from pragma_integrity_check where integrity_check <> 'ok'`,
}

/** Everything that no crash may leave behind, in words; nothing, where all is well. */
export async function flawsOf(data: string): Promise<string[]> {
  const db = outside(await databaseUrlOf(data))
  try {
    const flaws: string[] = []
    for (const [flaw, query] of Object.entries({
      ...CHECKS,
      ...(db.isPostgres ? {} : ONLY_SQLITE),
    })) {
      for (const row of await db.read(query)) flaws.push(`${flaw}: ${JSON.stringify(row)}`)
    }
    return [...flaws, ...(await flawsOfFiles(db, join(data, 'files')))]
  } finally {
    await db.close()
  }
}

async function flawsOfFiles(db: Outside, folder: string): Promise<string[]> {
  const rows = (await db.read('select key, size from attachment')) as {
    key: string
    size: number
  }[]
  const leaving = await db.read(
    db.isPostgres
      ? `select jsonb_array_elements_text(payload -> 'keys') as value from job
         where name = 'files.remove'`
      : `select value from job, json_each(payload, '$.keys') where name = 'files.remove'`,
  )
  // The worker may be deleting files: what it has a job for is read before the folder is.
  const sizes = filesIn(folder)
  const expected = new Set([...rows.map(({ key }) => key), ...leaving.map(({ value }) => value)])
  return [
    ...rows
      .filter(({ key, size }) => sizes.get(key) !== size)
      .map(({ key, size }) => `a file of ${size} bytes has ${sizes.get(key)}: ${key}`),
    ...[...sizes.keys()]
      .filter((key) => !expected.has(key))
      .map((key) => `a file that nothing refers to: ${key}`),
    ...arriving(folder).map((key) => `a file that is still arriving: ${key}`),
  ]
}

/** The files in the store and their sizes, by key. */
export function filesIn(folder: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const entry of list(folder, { recursive: true })) {
    if (!entry.isFile() || entry.parentPath.startsWith(join(folder, 'incoming'))) continue
    const stats = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })
    if (stats) found.set(entry.name, stats.size)
  }
  return found
}

/** Uploads that have not come to their end. */
export const arriving = (folder: string): string[] =>
  list(join(folder, 'incoming'), { recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map(({ name }) => name)

function list(folder: string, options: { recursive?: boolean }) {
  try {
    return readdirSync(folder, { ...options, withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
