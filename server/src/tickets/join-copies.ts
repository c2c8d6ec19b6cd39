import type { Tx } from '../db/index.ts'
import type { TicketRow } from '../db/schema.ts'

interface Copy {
  user_id: number | null
  email: string | null
  can_view: boolean
  can_update: boolean
}

const MOST_AT_ONCE = 500

/**
 * Puts whoever follows some tickets onto the CC list of another one, and whoever asked them, too:
 * nobody twice, and not the one who asked that ticket. `target` is as it will be, `asked` by whom.
 */
export async function joinCopies(
  tx: Tx,
  { target, sources, asked }: { target: TicketRow; sources: TicketRow[]; asked: (string | null)[] },
) {
  const ids = [target.id, ...sources.map(({ id }) => id)]
  const rows = await copiesOf(tx, ids)
  const known = new Set(keysOf({ user_id: null, address: target.submitter_email }))
  const added: Copy[] = []
  for (const row of rows) if (row.ticket_id === target.id) isNew(known, row)
  for (const { id: _, address, ticket_id, ...copy } of rows) {
    if (ticket_id !== target.id && isNew(known, { ...copy, address })) added.push(copy)
  }
  for (const email of asked) {
    const isSomebody = email && isNew(known, { user_id: null, address: email })
    if (isSomebody) added.push({ user_id: null, email, can_view: true, can_update: true })
  }
  await letRead(
    tx,
    rows.filter(
      (row) => row.ticket_id === target.id && asked.some((email) => isSame(email, row.address)),
    ),
  )
  for (let from = 0; from < added.length; from += MOST_AT_ONCE) {
    const some = added.slice(from, from + MOST_AT_ONCE)
    const values = some.map((copy) => ({ ticket_id: target.id, ...copy }))
    await tx.insertInto('ticket_cc').values(values).execute()
  }
}

const isSame = (one: string | null, other: string | null) =>
  one !== null && one !== '' && one.toLowerCase() === other?.toLowerCase()

/** Whoever asked what is there now reads and answers it as before. */
async function letRead(tx: Tx, rows: { id: number }[]) {
  if (rows.length === 0) return
  await tx
    .updateTable('ticket_cc')
    .set({ can_view: true, can_update: true })
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
}

const copiesOf = (tx: Tx, ticketIds: number[]) =>
  tx
    .selectFrom('ticket_cc')
    .leftJoin('user', 'user.id', 'ticket_cc.user_id')
    .select([
      'ticket_cc.id',
      'ticket_cc.ticket_id',
      'ticket_cc.user_id',
      'ticket_cc.email',
      'ticket_cc.can_view',
      'ticket_cc.can_update',
    ])
    .select(({ fn }) => fn.coalesce('user.email', 'ticket_cc.email').as('address'))
    .where('ticket_cc.ticket_id', 'in', ticketIds)
    .orderBy('ticket_cc.id')
    .execute()

interface Somebody {
  user_id: number | null
  address: string | null
}

/** Whether none of what somebody is known by was there; it is from now on. */
function isNew(known: Set<string>, somebody: Somebody): boolean {
  const keys = keysOf(somebody)
  const found = keys.some((key) => known.has(key))
  for (const key of keys) known.add(key)
  return !found
}

const keysOf = ({ user_id, address }: Somebody): string[] => [
  ...(user_id === null ? [] : [`user ${user_id}`]),
  ...(address ? [`mail ${address.toLowerCase()}`] : []),
]
