import type { CustomField } from '../../custom-fields/queries.ts'
import type { Db } from '../../db/index.ts'
import { choiceIn, choose } from '../../http/find/choice.ts'
import { queryOf } from '../../http/query.ts'
import type { Request } from '../../http/types.ts'
import { type ShownRow, type Showing, showTickets } from '../queries.ts'
import { INCLUDES, included } from './include.ts'
import { SHOWN_NAMES } from './show.ts'
import type { Seen, VisibleQueues } from '../../queues/access.ts'

const includes = INCLUDES.filter((name) => name !== 'followups')

/** What the old list has never shown. */
const NEW = ['number', 'kb_item', 'created', 'modified']

const fieldsWith = (custom: CustomField[]) => [
  ...SHOWN_NAMES.filter((name) => !NEW.includes(name)),
  'followup_set',
  ...custom.map(({ name }) => name),
]

/** Tickets as `/api/tickets/` shows them, cut down or added to where `?fields=` and `?include=` say so. */
export async function showChosen(
  db: Db,
  request: Request,
  rows: Seen<ShownRow>[],
  showing: Showing & { queues: () => Promise<VisibleQueues> },
): Promise<object[]> {
  const choice = choiceIn(queryOf(request), { fields: fieldsWith(showing.custom), includes })
  const shown = await showTickets(db, rows, showing)
  if (choice.includes.length === 0) return choose(shown, choice)
  const extras = await included(db, { rows, includes: choice.includes, ...showing })
  return choose(
    shown.map((ticket, at) => ({ ...ticket, ...extras(rows[at]!) })),
    choice,
  )
}
