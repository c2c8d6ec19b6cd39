import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../db/index.ts'
import type { TicketCcTable } from '../../db/schema.ts'
import type { ParsedValues } from '../../http/fields/parse.ts'
import { invalid } from '../../lib/errors.ts'
import type { CcFields } from './schema.ts'

export type CcRow = Selectable<TicketCcTable>
export type Given = ParsedValues<typeof CcFields>
export type Who = Pick<CcRow, 'user_id' | 'email'>

const NOBODY: Who = { user_id: null, email: null }

/** Who is meant: a user or an address. One that is given takes the place of the other. */
export function whoIn({ user, email }: Given, before = NOBODY): Who {
  if (user && email) throw invalid({ email: ['Give a user or an address, not both.'] })
  if (user) return { user_id: user, email: null }
  if (email) return { user_id: null, email }
  const kept = {
    user_id: user === undefined ? before.user_id : null,
    email: email === undefined ? before.email : null,
  }
  if (kept.user_id === null && kept.email === null) {
    throw invalid({ user: ['Give a user or an address.'] })
  }
  return kept
}

/** Nobody hears of a ticket twice, be it once as a user and once by that user's address. */
export async function refuseTwice(
  tx: Tx,
  ticketId: number,
  { user_id, email }: Who,
  self = 0,
): Promise<void> {
  const address = user_id === null ? email : await addressOf(tx, user_id)
  const found = await tx
    .selectFrom('ticket_cc')
    .leftJoin('user', 'user.id', 'ticket_cc.user_id')
    .select('ticket_cc.id')
    .where('ticket_cc.ticket_id', '=', ticketId)
    .where('ticket_cc.id', '!=', self)
    .where(({ or, eb }) =>
      or([
        ...(user_id === null ? [] : [eb('ticket_cc.user_id', '=', user_id)]),
        ...(address
          ? [sql<boolean>`lower(coalesce(ticket_cc.email, "user".email)) = lower(${address})`]
          : []),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  if (!found) return
  const message = 'This person is a CC of the ticket already.'
  throw invalid(user_id === null ? { email: [message] } : { user: [message] })
}

async function addressOf(tx: Tx, userId: number) {
  const user = tx.selectFrom('user').select('email').where('id', '=', userId)
  return (await user.executeTakeFirst())?.email
}
