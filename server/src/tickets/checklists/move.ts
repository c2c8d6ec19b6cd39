import type { Tx } from '../../db/index.ts'

/** Gives the checklists of a ticket to another one. */
export async function moveChecklists(tx: Tx, fromId: number, toId: number): Promise<void> {
  await tx
    .updateTable('checklist')
    .set({ ticket_id: toId })
    .where('ticket_id', '=', fromId)
    .execute()
}
