import { inTransaction } from '../../db/index.ts'
import { toBeDeleted } from '../../db/locks.ts'
import type { FollowUpRow } from '../../db/schema.ts'
import { enqueue } from '../../jobs/queue.ts'
import type { Asking, Writable } from '../../queues/access.ts'
import { filesOfFollowUps } from '../attachments/queries.ts'
import { lockFollowUp } from '../locked.ts'

/** Deletes a follow-up with its files. The ticket stays as it is. */
export async function deleteFollowUp(asking: Asking, { id }: Writable<FollowUpRow>): Promise<void> {
  await inTransaction(asking.ctx.db, async (tx) => {
    await lockFollowUp(tx, asking, { id })
    const followUp = tx.selectFrom('followup').select('id').where('id', '=', id)
    await toBeDeleted(tx, followUp).execute()
    const files = await filesOfFollowUps(tx, [id])
    await tx.deleteFrom('followup').where('id', '=', id).execute()
    if (files.length > 0) await enqueue(tx, 'files.remove', { keys: files.map(({ key }) => key) })
  })
}
