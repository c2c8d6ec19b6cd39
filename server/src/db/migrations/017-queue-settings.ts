import type { Kysely } from 'kysely'
import { columnsFor, flag } from './columns.ts'

/** What else there is to set of a queue: its mailbox, a proxy on the way there, its log, and its time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { time } = columnsFor(db)
  const queue = () => db.schema.alterTable('queue')
  for (const name of TEXTS) await queue().addColumn(name, 'text').execute()
  await queue().addColumn('email_box_port', 'integer').execute()
  await queue().addColumn('email_box_ssl', 'boolean', flag).execute()
  await queue()
    .addColumn('email_box_interval', 'integer', (column) => column.notNull().defaultTo(5))
    .execute()
  await queue().addColumn('email_box_last_check', time).execute()
  await queue().addColumn('socks_proxy_port', 'integer').execute()
  await queue().addColumn('dedicated_time', 'bigint').execute()
}

const TEXTS = [
  'email_box_type',
  'email_box_host',
  'email_box_user',
  'email_box_pass',
  'email_box_imap_folder',
  'email_box_local_dir',
  'socks_proxy_type',
  'socks_proxy_host',
  'logging_type',
  'logging_dir',
]
