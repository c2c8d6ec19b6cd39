import { createReadStream } from 'node:fs'
import type { Context } from '../context.ts'
import type { TicketRow } from '../db/schema.ts'
import { guessMediaType } from '../files/media-type.ts'
import { STATUS, STATUSES } from '../lib/ticket-status.ts'
import { justWritten, type Writable } from '../queues/access.ts'
import { answerTicket } from '../tickets/follow-ups/answer.ts'
import { findTicketToChange } from '../tickets/queries.ts'
import type { Actor } from '../users/queries.ts'
import { numberOf, type Reply } from './story.ts'

const MINUTE = 60_000_000

/** Answers a ticket of the demo, with the file that came along. */
export async function reply(
  ctx: Context,
  { people, ticket }: { people: Map<string, Actor>; ticket: Writable<TicketRow> },
  { by, facts, text }: Reply,
): Promise<void> {
  const writer = people.get(by)
  const status = STATUSES.find(([, name]) => facts.has(name.toLowerCase()))?.[0] ?? null
  const file = facts.get('file')
  const uploads = file ? [await receive(ctx, file)] : []
  const followUp = await answerTicket(
    ctx,
    writer ?? people.get('admin')!,
    {
      // What the story says is so, whoever may see what.
      lock: async (tx) => justWritten((await findTicketToChange(tx, ticket.id))!),
      title: status === null ? 'Comment' : '',
      comment: text,
      public: !facts.has('private'),
      newStatus: status,
      timeSpent: facts.has('minutes') ? numberOf(facts, 'minutes', 0) * MINUTE : null,
    },
    uploads,
  )
  await Promise.all(uploads.map((upload) => ctx.files.discard(upload)))
  if (!writer)
    await ctx.db
      .updateTable('followup')
      .set({ user_id: null })
      .where('id', '=', followUp.id)
      .execute()
  if (status === STATUS.duplicate) await mergeIntoLast(ctx, ticket.id)
}

function receive({ files }: Context, name: string) {
  const bytes = createReadStream(new URL(`files/${name}`, import.meta.url))
  return files.receive(name, guessMediaType(name) ?? 'application/octet-stream', bytes)
}

/** What is asked twice is told right after what it repeats. */
async function mergeIntoLast({ db }: Context, ticketId: number) {
  await db
    .updateTable('ticket')
    .set({ merged_to_id: ticketId - 1 })
    .where('id', '=', ticketId)
    .execute()
}
