import type { Db, Tx } from '../../db/index.ts'
import type { TagRow } from '../../tags/queries.ts'

/** The tags of a ticket, by their names. */
export const tagsOfTicket = (db: Db, ticketId: number): Promise<TagRow[]> =>
  db
    .selectFrom('ticket_tag')
    .innerJoin('tag', 'tag.id', 'ticket_tag.tag_id')
    .selectAll('tag')
    .where('ticket_tag.ticket_id', '=', ticketId)
    .orderBy('tag.key')
    .execute()

/** Gives the tags of a ticket to another one, which keeps those that it has. */
export async function moveTags(tx: Tx, fromId: number, toId: number): Promise<void> {
  const tags = await tagsOfTicket(tx, fromId)
  if (tags.length === 0) return
  await tx
    .insertInto('ticket_tag')
    .values(tags.map(({ id }) => ({ ticket_id: toId, tag_id: id })))
    .onConflict((conflict) => conflict.columns(['ticket_id', 'tag_id']).doNothing())
    .execute()
  await tx.deleteFrom('ticket_tag').where('ticket_id', '=', fromId).execute()
}
