import type { Context } from '../context.ts'
import { createCustomField } from '../custom-fields/create.ts'
import type { CustomFieldInput } from '../custom-fields/input.ts'
import { addQueue } from '../queues/add.ts'
import type { QueueInput } from '../queues/input.ts'
import { createAccount } from '../users/account.ts'
import type { NewUser } from '../users/create.ts'
import type { Actor } from '../users/queries.ts'
import { ADMIN, AGENTS, CUSTOMERS } from './people.ts'

const QUEUES: QueueInput[] = [
  {
    slug: 'orders',
    title: 'Orders',
    email_address: 'orders@larkfield.example',
    allow_public_submission: true,
    default_owner: 'ines',
  },
  {
    slug: 'machines',
    title: 'Machine service',
    email_address: 'service@larkfield.example',
    allow_public_submission: true,
    escalate_days: 3,
    default_owner: 'sam',
    new_ticket_cc: 'van@larkfield.example',
  },
  { slug: 'office', title: 'Office and IT', email_address: 'office@larkfield.example' },
]

const FIELDS: CustomFieldInput[] = [
  {
    name: 'order_number',
    label: 'Order number',
    data_type: 'varchar',
    max_length: 20,
    ordering: 1,
    help_text: 'It begins with LK and is on the delivery note.',
  },
  {
    name: 'machine',
    label: 'Machine',
    data_type: 'list',
    list_values: 'Two-group espresso\nOne-group espresso\nBrew tower\nShop grinder\nHome grinder',
    empty_selection_list: true,
    ordering: 2,
  },
  { name: 'visit', label: 'Day of the visit', data_type: 'date', ordering: 3, staff_only: true },
  {
    name: 'refund',
    label: 'Refund',
    data_type: 'decimal',
    max_length: 8,
    decimal_places: 2,
    ordering: 4,
    staff_only: true,
  },
]

/** The people, queues and custom fields of the demo. Everybody's password is their name. */
export async function setTheScene(ctx: Context): Promise<Map<string, Actor>> {
  const add = (user: Omit<NewUser, 'password'>) =>
    createAccount(ctx, { ...user, password: user.username })
  const people = [
    await add({ ...ADMIN, is_superuser: true }),
    ...(await inTurn(AGENTS, (agent) => add({ ...agent, is_staff: true }))),
    ...(await inTurn(CUSTOMERS, add)),
  ]
  await inTurn(QUEUES, (queue) => addQueue(ctx, queue))
  await inTurn(FIELDS, (field) => createCustomField(ctx, field))
  return new Map(
    people.map(({ id, username, email, is_staff, is_superuser }) => [
      username,
      { id, username, email, isStaff: is_staff, isSuperuser: is_superuser, address: null },
    ]),
  )
}

/** One after the other, so that the ids are the same each time. */
export async function inTurn<Item, Made>(items: Item[], make: (item: Item) => Promise<Made>) {
  const made: Made[] = []
  for (const item of items) made.push(await make(item))
  return made
}
