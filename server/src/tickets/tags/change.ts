import { inTransaction, type Tx } from '../../db/index.ts'
import { invalid, notFound } from '../../lib/errors.ts'
import { toStored } from '../../lib/time.ts'
import { findOrAddTags, tagNamed, type TagRow } from '../../tags/queries.ts'
import type { Asking } from '../access.ts'
import { insertFollowUp } from '../follow-ups/queries.ts'
import { lockTicket } from '../locked.ts'
import { tagsOfTicket } from './queries.ts'

/** How many tags a ticket can have. */
export const MOST_TAGS = 50

/** Changes the tags of a ticket by these names, and gives those that it has then. */
export type TagsChange = (asking: Asking, ticketId: number, names: string[]) => Promise<TagRow[]>

/** Gives a ticket these tags, and takes away all others. */
export const replaceTags: TagsChange = (asking, ticketId, names) =>
  change(asking, ticketId, (tx) => findOrAddTags(tx, names))

/** Gives a ticket these tags besides those that it has. */
export const addTags: TagsChange = (asking, ticketId, names) =>
  change(asking, ticketId, async (tx, before) => {
    const all = [...before, ...(await findOrAddTags(tx, names))]
    return [...new Map(all.map((tag) => [tag.id, tag])).values()]
  })

/** Takes a tag from a ticket. */
export const removeTag = (asking: Asking, ticketId: number, name: string) =>
  change(asking, ticketId, async (_, before) => {
    const { key } = tagNamed(name)
    const after = before.filter((tag) => tag.key !== key)
    if (after.length === before.length) throw notFound('Tag')
    return after
  })

async function change(
  asking: Asking,
  ticketId: number,
  wanted: (tx: Tx, before: TagRow[]) => Promise<TagRow[]>,
): Promise<TagRow[]> {
  return inTransaction(asking.ctx.db, async (tx) => {
    await lockTicket(tx, ticketId, asking)
    const before = await tagsOfTicket(tx, ticketId)
    const chosen = await wanted(tx, before)
    if (chosen.length > MOST_TAGS) {
      throw invalid({ tags: [`A ticket has at most ${MOST_TAGS} tags.`] })
    }
    if (!(await exchange(tx, ticketId, { before, after: chosen }))) return before
    const after = await tagsOfTicket(tx, ticketId)
    await tell(asking, tx, { ticketId, before, after })
    return after
  })
}

interface Tags {
  before: TagRow[]
  after: TagRow[]
}

/** Says whether there was anything to change. */
async function exchange(tx: Tx, ticketId: number, { before, after }: Tags): Promise<boolean> {
  const [gone, added] = [without(before, after), without(after, before)]
  if (gone.length > 0) {
    const ids = gone.map(({ id }) => id)
    const rows = tx.deleteFrom('ticket_tag').where('ticket_id', '=', ticketId)
    await rows.where('tag_id', 'in', ids).execute()
  }
  if (added.length > 0) {
    const rows = added.map(({ id }) => ({ ticket_id: ticketId, tag_id: id }))
    await tx.insertInto('ticket_tag').values(rows).execute()
  }
  return gone.length + added.length > 0
}

function without(tags: TagRow[], others: TagRow[]): TagRow[] {
  const ids = new Set(others.map(({ id }) => id))
  return tags.filter(({ id }) => !ids.has(id))
}

/** A follow-up that only those who work here see, and that sends no mail. */
async function tell(
  { ctx, actor }: Asking,
  tx: Tx,
  { ticketId, before, after }: Tags & { ticketId: number },
) {
  const now = toStored(ctx.now())
  const followUp = await insertFollowUp(tx, {
    ticket_id: ticketId,
    user_id: actor.id,
    date: now,
    title: 'Tags changed',
    comment: '',
    public: false,
    new_status: null,
    time_spent: null,
    message_id: null,
  })
  await tx
    .insertInto('ticket_change')
    .values({
      followup_id: followUp.id,
      field: 'Tags',
      old_value: inWords(before),
      new_value: inWords(after),
    })
    .execute()
  await tx.updateTable('ticket').set({ modified: now }).where('id', '=', ticketId).execute()
}

const inWords = (tags: TagRow[]) => tags.map(({ name }) => name).join(', ')
