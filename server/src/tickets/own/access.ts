import type { Context } from '../../context.ts'
import type { Tx } from '../../db/index.ts'
import type { TicketRow } from '../../db/schema.ts'
import { forbidden, notFound } from '../../lib/errors.ts'
import { sameText } from '../../lib/secret.ts'
import type { Seen, Writable } from '../../queues/access.ts'
import { findTicket, findTicketToChange } from '../queries.ts'
import type { Owner } from './owner.ts'
import { countWrongKey, refuseMoreKeys } from './throttle.ts'

/** The ticket, if it is theirs or they follow it. Whoever is wrong is told that there is none. */
export async function ownTicket(ctx: Context, owner: Owner, id: number): Promise<Seen<TicketRow>> {
  if ('key' in owner) await refuseMoreKeys(ctx, owner.address)
  const ticket = await findTicket(ctx.db, id)
  if (ticket && (await mayIn(ctx, owner, ticket)).view) return ticket as Seen<TicketRow>
  if ('key' in owner) await countWrongKey(ctx, owner.address)
  throw notFound('Ticket')
}

/** The same, if they may answer it. */
export async function answerableTicket(ctx: Context, owner: Owner, id: number) {
  const ticket = await ownTicket(ctx, owner, id)
  if (!(await mayIn(ctx, owner, ticket)).answer) throw readOnly()
  return ticket as Writable<TicketRow>
}

/** The same for the ticket as it is when nobody else changes it any more. */
export async function lockAnswerable(tx: Tx, ctx: Context, owner: Owner, id: number) {
  const ticket = await findTicketToChange(tx, id)
  const may = ticket && (await mayIn({ ...ctx, db: tx }, owner, ticket))
  if (!may?.view) throw notFound('Ticket')
  if (!may.answer) throw readOnly()
  return ticket as Writable<TicketRow>
}

const readOnly = () => forbidden('You may read this ticket, and no more.')

async function mayIn({ db }: Context, owner: Owner, ticket: TicketRow) {
  if ('key' in owner) {
    const isRight = sameText(ticket.secret_key, owner.key)
    return { view: isRight, answer: isRight }
  }
  const { id, email } = owner.actor
  if (email !== '' && ticket.submitter_email === email) return { view: true, answer: true }
  const follows = await db
    .selectFrom('ticket_cc')
    .select(['can_view', 'can_update'])
    .where('ticket_id', '=', ticket.id)
    .where(({ or, eb }) =>
      or([eb('user_id', '=', id), ...(email ? [eb('email', '=', email)] : [])]),
    )
    .execute()
  const answer = follows.some(({ can_update }) => can_update)
  return { view: answer || follows.some(({ can_view }) => can_view), answer }
}
