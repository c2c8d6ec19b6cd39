import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { deskWith } from '../../../test/many-tickets.ts'
import { planOf, type Statement, statementsOf } from '../../../test/postgres/plans.ts'
import { type Db, openDb } from '../../db/index.ts'

const TICKETS = '/api/tickets/find/?'
const FOLLOW_UPS = '/api/followups/find/?'
const FILES = '/api/followups-attachments/find/?'

/** What is asked, and the index that leads there. */
const MEANT = [
  [`${TICKETS}`, 'ticket_pkey'],
  [`${TICKETS}ordering=created`, 'ticket_by_created'],
  [`${TICKETS}ordering=-modified&queue=3`, 'ticket_by_modified'],
  [`${TICKETS}ordering=priority`, 'ticket_by_priority'],
  [`${TICKETS}ordering=-due_date`, 'ticket_by_due_date'],
  [`${TICKETS}ordering=status`, 'ticket_by_status'],
  [`${TICKETS}submitter_email=customer7@example.com`, 'ticket_email'],
  [`${TICKETS}custom_site=Bonn`, 'custom_value_found'],
  [`${TICKETS}search=zebra`, 'ticket_text_words'],
  [`${TICKETS}has_attachment=true`, 'attachment_by_ticket'],
  [`${TICKETS}has_attachment=false`, 'attachment_by_ticket'],
  [`${FOLLOW_UPS}`, 'followup_by_date'],
  [`${FOLLOW_UPS}public=false&ordering=date`, 'followup_by_date'],
  [`${FOLLOW_UPS}ticket=7`, 'followup_ticket_id'],
  [`${FOLLOW_UPS}user=1`, 'followup_by_user'],
  [`${FOLLOW_UPS}search=zebra`, 'ticket_text_words'],
  [`${FILES}`, 'attachment_by_date'],
  [`${FILES}ordering=-size`, 'attachment_by_size'],
  [`${FILES}size__gte=9`, 'attachment_by_size'],
  [`${FILES}ordering=filename`, 'attachment_filename_id'],
  [`${FILES}filename=file7`, 'attachment_filename_id'],
  [`${FILES}ticket=7`, 'attachment_by_ticket'],
  [`${FILES}followup=7`, 'attachment_followup_id'],
  [`${FILES}user=1`, 'attachment_by_user'],
  [`${FILES}mime_type__startswith=image/`, 'attachment_by_type'],
  [`${FILES}date__lt=2000-01-01`, 'attachment_by_date'],
  [`${FILES}search=zebra`, 'ticket_text_words'],
] as const

const indexesOf = async (db: Db, statement: Statement) =>
  (await planOf(db, statement)).flatMap((node) => node['Index Name'] ?? [])

test('on PostgreSQL whatever tickets, follow-ups and files are found by leads through its index', async () => {
  const { ctx, people } = await deskWith(300)
  await sql`vacuum (analyze) ticket, followup, attachment, custom_value, ticket_text`.execute(
    ctx.db,
  )
  const db = openDb(ctx.config.databaseUrl, { poolSize: 1 })
  onTestFinished(() => db.destroy())
  // So few rows PostgreSQL would read as a whole, and sort: what counts is that there is a better way.
  for (const way of ['enable_seqscan', 'enable_sort', 'enable_hashjoin', 'enable_mergejoin']) {
    await sql.raw(`set ${way} = off`).execute(db)
  }
  for (const [path, index] of MEANT) {
    const statements = await statementsOf(people.admin, path)
    const used = await Promise.all(statements.map((each) => indexesOf(db, each)))
    expect([path, used.flat()]).toEqual([path, expect.arrayContaining([index])])
  }
})
