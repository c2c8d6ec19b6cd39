import { z } from 'zod'
import type { Db } from '../db/index.ts'
import { checked } from '../lib/checked.ts'
import { invalid } from '../lib/errors.ts'
import { emails, line, optionalEmail, optionalNumber, optionalText, slug } from '../lib/inputs.ts'

const Changes = z.object({
  slug: slug(50).optional(),
  title: line(100).optional(),
  email_address: optionalEmail().optional(),
  locale: optionalText(10).optional(),
  allow_public_submission: z.boolean().optional(),
  allow_email_submission: z.boolean().optional(),
  enable_notifications_on_email_events: z.boolean().optional(),
  escalate_days: optionalNumber(0).optional(),
  new_ticket_cc: emails(200).optional(),
  updated_ticket_cc: emails(200).optional(),
  /** A username; null for none. */
  default_owner: optionalText(150).optional(),
})
const Queue = Changes.extend({ slug: slug(50), title: line(100) })

export type QueueInput = z.input<typeof Queue>
export type QueueChanges = z.input<typeof Changes>

/** The columns of a new queue, after checking what was given. */
export async function readQueue(db: Db, input: QueueInput) {
  const { default_owner, ...columns } = checked(Queue, input)
  return { ...columns, ...(await ownerColumn(db, default_owner)) }
}

/** The columns of a queue that are to change: those that are given. */
export async function readQueueChanges(db: Db, input: QueueChanges) {
  const { default_owner, ...columns } = checked(Changes, input)
  return { ...columns, ...(await ownerColumn(db, default_owner)) }
}

async function ownerColumn(db: Db, username: string | null | undefined) {
  if (username === undefined) return {}
  if (username === null) return { default_owner_id: null }
  const owner = await db
    .selectFrom('user')
    .select(['id', 'is_staff', 'is_active'])
    .where('username', '=', username)
    .executeTakeFirst()
  if (!owner) throw invalid({ default_owner: [`There is no user "${username}".`] })
  if (!owner.is_staff || !owner.is_active) {
    throw invalid({ default_owner: [`"${username}" does not work here.`] })
  }
  return { default_owner_id: owner.id }
}
