import { sql } from 'kysely'
import type { Tx } from '../../db/index.ts'
import { oneAtATime } from '../../db/locks.ts'

/**
 * Gives what a ticket waits for, and what waits for it, to another one. What that has already, and
 * what would close a circle, is dropped.
 */
export async function moveDependencies(tx: Tx, fromId: number, toId: number): Promise<void> {
  await oneAtATime(tx, 'dependencies')
  await moveEnd(tx, { end: 'ticket_id', other: 'depends_on_id', fromId, toId })
  await moveEnd(tx, { end: 'depends_on_id', other: 'ticket_id', fromId, toId })
  await tx
    .deleteFrom('ticket_dependency')
    .where(({ or, eb }) => or([eb('ticket_id', '=', fromId), eb('depends_on_id', '=', fromId)]))
    .execute()
}

type End = 'ticket_id' | 'depends_on_id'

interface Move {
  end: End
  other: End
  fromId: number
  toId: number
}

async function moveEnd(tx: Tx, { end, other, fromId, toId }: Move) {
  const [own, far] = [sql.ref(end), sql.ref(other)]
  // Those that wait for the new ticket must not be what it comes to wait for, nor the reverse.
  await sql`
    update ticket_dependency set ${own} = ${toId}
    where ${own} = ${fromId}
      and ${far} not in (
        with recursive reached (id) as (
          select cast(${toId} as integer)
          union
          select next.${own} from reached join ticket_dependency as next on next.${far} = reached.id)
        select id from reached)
      and ${far} not in (
        select kept.${far} from ticket_dependency as kept where kept.${own} = ${toId})`.execute(tx)
}
