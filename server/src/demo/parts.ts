import type { Context } from '../context.ts'
import { OPEN_STATUSES } from '../lib/ticket-status.ts'
import { addCc } from '../tickets/cc/change.ts'
import { addChecklist } from '../tickets/checklists/change.ts'
import { addDependency } from '../tickets/dependencies/change.ts'
import { addLink } from '../tickets/links/change.ts'
import { addTags } from '../tickets/tags/change.ts'
import type { Actor } from '../users/queries.ts'

/** Hangs something on the latest open tickets of each queue: tags, a CC, a checklist, links. */
export async function hangOnTickets(ctx: Context, people: Map<string, Actor>): Promise<void> {
  const asking = { ctx, actor: people.get('sam')! }
  for (const [slug, tag] of [
    ['orders', 'delivery'],
    ['machines', 'visit'],
  ] as const) {
    const [first, second] = await openTickets(ctx, slug)
    await addTags(asking, first!, [tag, 'waiting'])
    await addCc(asking, first!, { email: 'van@larkfield.example', can_view: true })
    await addLink(asking, first!, { to: second!, kind: 'related' })
    await addDependency(asking, first!, second!)
    await addChecklist(asking, first!, { name: 'Before we call it done', tasks: TASKS })
  }
}

const TASKS = ['Ask whether it arrived', 'Write down what it cost']

async function openTickets({ db }: Context, slug: string): Promise<number[]> {
  const rows = await db
    .selectFrom('ticket')
    .innerJoin('queue', 'queue.id', 'ticket.queue_id')
    .select('ticket.id')
    .where('queue.slug', '=', slug)
    .where('ticket.status', 'in', OPEN_STATUSES)
    .orderBy('ticket.id', 'desc')
    .limit(2)
    .execute()
  return rows.map(({ id }) => id)
}
