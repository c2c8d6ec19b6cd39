import type { Context } from '../context.ts'
import type { QueueRow } from '../db/schema.ts'
import { decrypt, encrypt } from '../lib/encryption.ts'
import { AppError, conflict, forbidden } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'
import { mayAdminister } from './access.ts'
import { MailboxFields } from './mailbox-fields.ts'

type Keys = Pick<Context, 'encryptionKey'>

// Whoever could move it to another queue's row could as well change that row's host.
const lockOf = ({ encryptionKey }: Keys) => ({
  secret: encryptionKey,
  what: 'queue.email_box_pass',
})

/** The password of a mailbox as it is kept. */
export const lockPassword = (ctx: Keys, password: string) => encrypt(password, lockOf(ctx))

/** The password of a queue's mailbox, for signing in there. Null if it has none. */
export function mailboxPassword(ctx: Keys, queue: Pick<QueueRow, 'slug' | 'email_box_pass'>) {
  if (queue.email_box_pass === null) return null
  try {
    return decrypt(queue.email_box_pass, lockOf(ctx))
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    const why = 'the encryption key is another by now. Enter the password again.'
    throw conflict(`The mailbox password of "${queue.slug}" cannot be read: ${why}`)
  }
}

/** A queue without the password of its mailbox, encrypted or not. */
export function withoutPassword<Row extends { email_box_pass: unknown }>(queue: Row) {
  const { email_box_pass: _, ...shown } = queue
  return shown
}

const PLACES = ['email_box_host', 'socks_proxy_host'] as const

/** A password is for the server that it was given for: sent to another one it would be told to that. */
export function withoutOldPassword(columns: Partial<QueueRow>, before: QueueRow) {
  const isElsewhere = PLACES.some((name) => name in columns && columns[name] !== before[name])
  return isElsewhere && !('email_box_pass' in columns)
    ? { ...columns, email_box_pass: null }
    : columns
}

const NAMES = new Set(['email_box_pass_is_set', ...Object.keys(MailboxFields)])

/** Without what only admins see: how mail is fetched, and what of this machine that tells. */
export function withoutMailbox(shown: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(shown).filter(([name]) => !NAMES.has(name)))
}

/** Throws if something of the mailbox is given by somebody who may not even see it. */
export function requireMailboxAccess(actor: Actor, given: object): void {
  const name = Object.keys(given).find((key) => NAMES.has(key))
  if (name && !(actor.isSuperuser && mayAdminister(actor)))
    throw forbidden(`Only admins may change "${name}".`)
}
