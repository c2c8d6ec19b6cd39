import { sql } from 'kysely'
import type { Tx } from '../../db/index.ts'

/** Whoever hears of one ticket hears of another instead. Who does already is not there twice. */
export async function moveCcs(tx: Tx, fromId: number, toId: number): Promise<void> {
  await tx
    .updateTable('ticket_cc')
    .set({ ticket_id: toId })
    .where('ticket_id', '=', fromId)
    .where(({ not, exists, selectFrom, or }) =>
      not(
        exists(
          selectFrom('ticket_cc as kept')
            .select('kept.id')
            .where('kept.ticket_id', '=', toId)
            .where(
              or([
                sql<boolean>`kept.user_id = ticket_cc.user_id`,
                sql<boolean>`${address('kept')} = ${address('ticket_cc')}`,
              ]),
            ),
        ),
      ),
    )
    .execute()
  await tx.deleteFrom('ticket_cc').where('ticket_id', '=', fromId).execute()
}

/** The address that mails to a CC go to; null where there is none. */
function address(cc: string) {
  const user = sql`(select email from "user" where id = ${sql.ref(`${cc}.user_id`)})`
  return sql`lower(nullif(coalesce(${sql.ref(`${cc}.email`)}, ${user}), ''))`
}
