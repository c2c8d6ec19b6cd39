import { type By, changesBetween, recordChange } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/index.ts'
import type { QueueRow } from '../db/schema.ts'
import { formatDuration } from '../http/fields/represent.ts'

interface What {
  by: By
  action: string
  queue: QueueRow
  before?: QueueRow
  after?: QueueRow
}

/** Notes who changed what of a queue, unless nothing is another. */
export async function recordQueue(ctx: Context, tx: Tx, what: What) {
  const { by, action, queue, before, after } = what
  if (before && after && Object.keys(changesBetween(before, after)).length === 0) return
  const isNewPassword = before?.email_box_pass !== after?.email_box_pass
  await recordChange(tx, by, {
    action,
    ...(before && { before: readable(before, 'old') }),
    ...(after && { after: readable(after, isNewPassword ? 'new' : 'old') }),
    kind: 'queue',
    id: queue.id,
    label: queue.slug,
    now: ctx.now(),
  })
}

/** Whether there is a password, and whether it is another one, but nothing of what it is. */
const readable = (queue: QueueRow, password: 'old' | 'new') => ({
  ...queue,
  dedicated_time: queue.dedicated_time === null ? null : formatDuration(queue.dedicated_time),
  email_box_pass: queue.email_box_pass === null ? null : `(hidden, ${password})`,
})
