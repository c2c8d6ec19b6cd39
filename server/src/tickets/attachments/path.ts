import type { TicketRow } from '../../db/schema.ts'

/**
 * The name that django-helpdesk would store a file by. Nothing of ours is found by it: it is what
 * clients see when they empty a file's `filename`.
 */
export function storedPath(
  {
    ticket,
    slug,
    followUpId,
  }: { ticket: Pick<TicketRow, 'id' | 'secret_key'>; slug: string; followUpId: number },
  filename: string,
): string {
  const name = filename
    .trim()
    .replaceAll(' ', '_')
    .replaceAll(/[^-\p{L}\p{M}\p{N}_.]/gu, '')
  return `helpdesk/attachments/${slug}-${ticket.id}-${ticket.secret_key}/${followUpId}/${name}`
}
