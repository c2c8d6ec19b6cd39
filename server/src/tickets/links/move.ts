import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../db/index.ts'
import { INVERSE } from './kinds.ts'

/** Gives the links of a ticket to another one. Where that has a link to the same ticket, it keeps its own. */
export async function moveLinks(tx: Tx, fromId: number, toId: number): Promise<void> {
  const isFirst = sql`ticket_link.ticket_id = ${fromId}`
  const kind = sql`ticket_link.kind`
  await sql`
    insert into ticket_link (ticket_id, other_id, kind, created, user_id)
    select case when moved.far < ${toId} then moved.far else ${toId} end,
      case when moved.far < ${toId} then ${toId} else moved.far end,
      case when moved.far < ${toId} then ${inverse(sql`moved.kind`)} else moved.kind end,
      moved.created, moved.user_id
    from (
      select case when ${isFirst} then other_id else ticket_id end as far,
        case when ${isFirst} then kind else ${inverse(kind)} end as kind,
        created, user_id
      from ticket_link where ticket_id = ${fromId} or other_id = ${fromId}) as moved
    where moved.far <> ${toId}
    on conflict (ticket_id, other_id) do nothing`.execute(tx)
  await tx
    .deleteFrom('ticket_link')
    .where(({ or, eb }) => or([eb('ticket_id', '=', fromId), eb('other_id', '=', fromId)]))
    .execute()
}

/** The kind of a link from its other end. */
function inverse(kind: RawBuilder<unknown>): RawBuilder<unknown> {
  const cases = Object.entries(INVERSE).map(
    ([from, to]) => sql`when ${sql.lit(from)} then ${sql.lit(to)}`,
  )
  return sql`case ${kind} ${sql.join(cases, sql` `)} end`
}
