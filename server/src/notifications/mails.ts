import { isAscii } from 'node:buffer'
import { domainToASCII } from 'node:url'
import type { QueueRow, TicketRow } from '../db/schema.ts'
import type { Mail } from '../jobs/queue.ts'

/** Somebody who hears of something: `template` says as what. */
export interface Recipient {
  email: string | null
  template: string
}

/** What each template's subject ends with: django-helpdesk's own words. */
const ENDINGS: Record<string, string> = {
  newticket: '(Opened)',
  assigned: '(Assigned To You)',
  assigned_cc: '(Assigned)',
  updated: '(Updated)',
  resolved: '(Resolved)',
  closed: '(Closed)',
  merged: '(Merged)',
}

interface Occasion {
  ticket: Pick<TicketRow, 'id' | 'title'>
  queue: Pick<QueueRow, 'slug' | 'title' | 'email_address'>
  followUpId: number
  /** Sender of queues that have no address of their own. */
  defaultFrom: string
}

/** One mail for each recipient: nobody twice, never to the queue itself, nor to `except`. */
export function mailsTo(
  recipients: Recipient[],
  { ticket, queue, followUpId, defaultFrom }: Occasion,
  except: string[] = [],
): Mail[] {
  const told = new Set<string | null>([null, '', queue.email_address, ...except])
  const mails: Mail[] = []
  for (const { email, template } of recipients) {
    if (email === null || told.has(email)) continue
    told.add(email)
    mails.push({
      to: deliverable(email),
      from: fromAddress(queue, defaultFrom),
      subject: subjectOf(ticket, queue, template),
      template,
      ticketId: ticket.id,
      followUpId,
    })
  }
  return mails
}

/** Mail servers know international domains by their ASCII form; the others stay as they were written. */
function deliverable(email: string): string {
  const at = email.lastIndexOf('@') + 1
  const domain = email.slice(at)
  return isAscii(Buffer.from(domain)) ? email : email.slice(0, at) + domainToASCII(domain)
}

/** A title with line breaks must not become further headers. */
function subjectOf(ticket: Occasion['ticket'], queue: Occasion['queue'], template: string): string {
  const ending = ENDINGS[template] ?? ENDINGS[template.split('_', 1)[0]!]!
  return `[${queue.slug}-${ticket.id}] ${ticket.title} ${ending}`.replaceAll(/[\r\n]/g, '')
}

export function fromAddress(
  { title, email_address }: Pick<QueueRow, 'title' | 'email_address'>,
  defaultFrom: string,
): string {
  if (email_address) return `${title} <${email_address}>`
  const named = defaultFrom.includes('<') ? defaultFrom : `<${defaultFrom}>`
  return `NO QUEUE EMAIL ADDRESS DEFINED ${named}`
}
