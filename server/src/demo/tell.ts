import type { Context } from '../context.ts'
import { customFields } from '../custom-fields/queries.ts'
import type { TicketRow } from '../db/schema.ts'
import { secondsAfter, toStored } from '../lib/time.ts'
import { workableQueue, type Writable } from '../queues/access.ts'
import { createTicket } from '../tickets/create.ts'
import type { Actor } from '../users/queries.ts'
import { fullNameOf } from './people.ts'
import { reply } from './reply.ts'
import { numberOf, type Reply, type Story } from './story.ts'

const DAY = 86_400

/** Where a story is told: who there is, which queue, and when it begins. */
export interface Stage {
  people: Map<string, Actor>
  queueId: number
  opened: Date
  random: () => number
}

/** Opens a ticket as it was opened then, and answers it as it was answered. */
export async function tell(ctx: Context, stage: Stage, story: Story): Promise<number> {
  const { title, text, facts, answers } = story
  const { people, opened } = stage
  const from = facts.get('from') ?? ''
  const writer = people.get(from)
  const assignee = people.get(facts.get('for') ?? '')
  const due = facts.get('due')
  const admin = people.get('admin')!
  const ticket = await createTicket(
    { ...ctx, now: () => opened },
    writer ?? admin,
    {
      queue: await workableQueue({ ctx, actor: admin }, stage.queueId),
      title,
      description: text,
      submitterEmail: writer?.email ?? from,
      priority: numberOf(facts, 'priority', 3),
      dueDate: due ? toStored(secondsAfter(opened, Number(due) * DAY)) : null,
      assignee: assignee ? { id: assignee.id, name: fullNameOf(assignee.username) } : null,
      custom: { fields: await customFields(ctx.db), values: customValues(story, opened) },
    },
    [],
  )
  const { id: ticketId } = ticket
  if (!writer)
    await ctx.db
      .updateTable('followup')
      .set({ user_id: null })
      .where('ticket_id', '=', ticketId)
      .execute()
  if (facts.has('hold'))
    await ctx.db.updateTable('ticket').set({ on_hold: true }).where('id', '=', ticketId).execute()

  await answerAll(ctx, { ...stage, ticket }, answers)
  return ticketId
}

async function answerAll(
  ctx: Context,
  { people, ticket, opened, random }: Stage & { ticket: Writable<TicketRow> },
  answers: Reply[],
) {
  let clock = opened
  for (const answer of answers) {
    const seconds = numberOf(answer.facts, 'hours', 1) * 3600 - random() * 900
    clock = secondsAfter(clock, Math.round(seconds))
    await reply({ ...ctx, now: () => clock }, { people, ticket }, answer)
  }
}

function customValues({ facts }: Story, opened: Date): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const name of ['order_number', 'machine', 'refund']) {
    if (facts.has(name)) values[`custom_${name}`] = facts.get(name)
  }
  const visit = facts.get('visit')
  if (visit) values.custom_visit = toStored(secondsAfter(opened, Number(visit) * DAY)).slice(0, 10)
  return values
}
