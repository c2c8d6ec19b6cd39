import type { Kysely } from 'kysely'
import type { Tx } from '../db/index.ts'
import { toBeChanged } from '../db/locks.ts'
import { conflict } from '../lib/errors.ts'

const KINDS = [
  ['preset_reply', 'preset replies'],
  ['escalation_exclusion', 'escalation exclusions'],
  ['ignored_email', 'ignored e-mails'],
] as const

/** Refuses while something is for this queue alone: left without a queue, it would be for all of them. */
export async function refuseWhileAlone(tx: Tx, queueId: number): Promise<void> {
  for (const [table, name] of KINDS) {
    const links = `${table}_queue`
    const owner = `${table}_id`
    // oxlint-disable-next-line no-explicit-any -- three pairs of tables that are alike
    const any = tx as unknown as Kysely<any>
    const linked = any.selectFrom(links).select(owner).where('queue_id', '=', queueId)
    // Whoever is just taking another queue away from one of them is waited for.
    const rows = any.selectFrom(table).select('id').where('id', 'in', linked)
    await toBeChanged(tx, rows).execute()
    const alone = await any
      .selectFrom(`${links} as own`)
      .select('own.queue_id')
      .where('own.queue_id', '=', queueId)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom(`${links} as other`)
              .select('other.queue_id')
              .whereRef(`other.${owner}`, '=', `own.${owner}`)
              .where('other.queue_id', '!=', queueId),
          ),
        ),
      )
      .limit(1)
      .executeTakeFirst()
    if (!alone) continue
    throw conflict(`This queue has ${name} of its own: delete them first, or add another queue.`)
  }
}
