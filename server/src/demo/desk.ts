import { ChecklistTemplates } from '../checklist-templates/schema.ts'
import type { Context } from '../context.ts'
import { EmailTemplates } from '../email-templates/schema.ts'
import { EscalationExclusions } from '../escalation-exclusions/schema.ts'
import { createGroup } from '../groups/change.ts'
import { IgnoredEmails } from '../ignored-emails/schema.ts'
import { createCategory } from '../knowledge-base/categories.ts'
import { createItem } from '../knowledge-base/items.ts'
import { addRow } from '../lists/change.ts'
import { PresetReplies } from '../preset-replies/schema.ts'
import { SavedSearches } from '../saved-searches/schema.ts'
import type { Actor } from '../users/queries.ts'
import { inTurn } from './setting.ts'

const SEARCHES = [
  { title: 'Urgent and open', query: 'status=Open,Reopened&priority=1,2&ordering=created' },
  { title: 'Nobody has it', query: 'status=Open,Reopened&assigned_to__isnull=true' },
]

const QUESTIONS: [question: string, answer: string][] = [
  [
    'How do I clean the group heads?',
    'Backflush with a blind basket and a spoon of cleaner every evening, then twice with water alone.',
  ],
  [
    'The pressure drops in the middle of a shot. What can I do?',
    'Look at the water tank and its filter first. If both are fine, send us a ticket with the serial number.',
  ],
]

/** What the desk of the demo has beside its tickets: texts, searches, a knowledge base, a team. */
export async function furnishDesk(ctx: Context, people: Map<string, Actor>): Promise<void> {
  const [admin, ines] = [people.get('admin')!, people.get('ines')!]
  const queues = await ctx.db.selectFrom('queue').select(['id', 'slug']).execute()
  const idOf = (slug: string) => queues.find((queue) => queue.slug === slug)!.id

  await addRow(ctx, admin, PresetReplies, {
    name: 'On its way',
    body: 'Your parcel for "{{ ticket.title }}" has left us and should arrive tomorrow.',
    queues: [idOf('orders')],
  })
  await addRow(ctx, admin, ChecklistTemplates, {
    name: 'Machine visit',
    task_list: ['Call ahead', 'Pack gaskets and a pressure gauge', 'Take a picture afterwards'],
  })
  await addRow(ctx, admin, EscalationExclusions, {
    name: 'Roastery closed',
    date: '2026-12-25',
    queues: [],
  })
  await addRow(ctx, admin, IgnoredEmails, {
    name: 'Parcel service',
    email_address: 'no-reply@*.parcels.example',
    queues: [],
    keep_in_mailbox: false,
  })
  await addRow(ctx, admin, EmailTemplates, {
    template_name: 'newticket_submitter',
    subject: '(Opened)',
    heading: 'We have your message',
    plain_text: 'Thank you. We answer within a working day.',
    html: '<p>Thank you. We answer within a working day.</p>',
    locale: 'en',
  })
  await inTurn(SEARCHES, (search) => addRow(ctx, ines, SavedSearches, { ...search, shared: true }))
  await createGroup(ctx, admin, {
    name: 'Workshop',
    members: [people.get('sam')!.id],
    queues: [{ queue: idOf('machines'), level: 'manage' }],
  })
  const category = await createCategory(ctx, admin, {
    name: 'machines',
    title: 'Looking after your machine',
    slug: 'machines',
    description: 'What helps before somebody has to come.',
    queue: idOf('machines'),
    public: true,
  })
  await inTurn(QUESTIONS, ([question, answer]) =>
    createItem(ctx, admin, { category, title: question.slice(0, 100), question, answer }),
  )
}
