import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Everything that is wrong inside a data folder, in words; nothing, if all is well. */
export function faultsIn(folder: string): string[] {
  using db = new DatabaseSync(join(folder, 'bellhop.sqlite'), { readOnly: true })
  const rows = (sql: string) => db.prepare(sql).all()
  const broken = (what: string, sql: string) =>
    rows(sql).map((row) => `${what}: ${JSON.stringify(row)}`)
  return [
    ...rows('pragma integrity_check').flatMap((row) =>
      row.integrity_check === 'ok' ? [] : [String(row.integrity_check)],
    ),
    ...broken('a row refers to none', 'pragma foreign_key_check'),
    ...broken('a ticket without its opening', UNOPENED),
    ...broken('a ticket without its files', TICKETS_SHORT_OF_FILES),
    ...broken('a follow-up without its files', FOLLOW_UPS_SHORT_OF_FILES),
    ...broken('a tally is wrong', WRONG_TALLIES),
    ...fileFaults(folder, db),
  ]
}

const UNOPENED = `select id from ticket where not exists
  (select 1 from followup where ticket_id = ticket.id and title = 'Ticket Opened')`

/** Names tell how many files belong to each: see ledger.ts. */
const countFiles = (followUps: string) =>
  `(select count(*) from attachment where followup_id in (${followUps}))`

const TICKETS_SHORT_OF_FILES = `select id, title from ticket
  where title like '%with ' || ${countFiles(
    `select id from followup where ticket_id = ticket.id and title = 'Ticket Opened'`,
  )} || ' files' is not true`

const FOLLOW_UPS_SHORT_OF_FILES = `select id, comment from followup
  where comment like '%with 2 files' and ${countFiles('followup.id')} != 2`

const WRONG_TALLIES = `
  select kind, queue_id, status, sum(count) as off from (
    select kind, queue_id, status, count from tally
    union all select 'ticket', queue_id, status, -count(*) from ticket group by 2, 3
    union all select 'followup', 0, 0, -count(*) from followup
    union all select 'attachment', 0, 0, -count(*) from attachment
  ) group by kind, queue_id, status having off != 0`

function fileFaults(folder: string, db: DatabaseSync): string[] {
  const found = new Map<string, number>()
  mkdirSync(join(folder, 'files'), { recursive: true })
  for (const entry of readdirSync(join(folder, 'files'), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    found.set(
      `${entry.parentPath.endsWith('incoming') ? 'incoming/' : ''}${entry.name}`,
      statSync(path).size,
    )
  }
  const faults: string[] = []
  for (const { key, size } of db.prepare('select key, size from attachment').all()) {
    if (found.get(String(key)) !== size) faults.push(`the file of ${key} is not ${size} bytes long`)
    found.delete(String(key))
  }
  // Files that a job is going to remove may still be there.
  for (const { payload } of db
    .prepare(`select payload from job where name = 'files.remove'`)
    .all()) {
    for (const key of JSON.parse(String(payload)).keys) found.delete(key)
  }
  return [...faults, ...Array.from(found.keys(), (name) => `nobody knows the file ${name}`)]
}
