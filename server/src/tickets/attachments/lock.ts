import type { Tx } from '../../db/index.ts'
import { findFollowUp } from '../follow-ups/queries.ts'
import type { Asking } from '../../queues/access.ts'
import { lockWith } from '../locked.ts'
import { findAttachment } from './queries.ts'

/** A file whose ticket, and that of the follow-up that it goes to, nobody else changes from here on. */
export const lockAttachment = (tx: Tx, asking: Asking, { id, to }: { id: number; to?: number }) =>
  lockWith(tx, asking, {
    what: 'FollowUpAttachment',
    find: async () => {
      const file = await findAttachment(tx, id)
      const own = file && (await findFollowUp(tx, file.followup_id))
      const next = to === undefined ? own : await findFollowUp(tx, to)
      return own && next && { own, next }
    },
    ticketsOf: ({ own, next }) => [own.ticket_id, next.ticket_id],
  })
