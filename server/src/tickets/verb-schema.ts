import type { CustomField } from '../custom-fields/queries.ts'
import { booleanField, choiceField } from '../http/fields/choice.ts'
import { type Field, optional } from '../http/fields/field.ts'
import { idListField, idsByNameField } from '../http/fields/ids.ts'
import type { ParsedValues } from '../http/fields/parse.ts'
import { primaryKeyField } from '../http/fields/reference.ts'
import { charField } from '../http/fields/text.ts'
import { PRIORITIES } from '../lib/ticket-status.ts'
import { worksHere } from '../users/queries.ts'
import type { Asking } from '../queues/access.ts'
import type { Said } from './change.ts'
import { MERGED } from './merge-values.ts'
import { choices, LONGEST_TEXT, queueExists } from './schema.ts'

const MOST_SOURCES = 20
const MOST_FOLLOW_UPS = 500

export const publicField = booleanField({
  required: false,
  help: 'Whether the submitter and those on the CC list see it and hear of it. They do not unless it is said.',
})

/** What can be said to a change. */
export const SaidFields = {
  comment: charField({
    maxLength: LONGEST_TEXT,
    required: false,
    allowNull: true,
    allowBlank: true,
    help: 'Stands in the follow-up that tells of the change. May hold placeholders such as {{ ticket.title }}.',
  }),
  public: publicField,
}

export const assigneeField = primaryKeyField<Asking>({
  allowNull: true,
  help: 'Somebody who works here and may see the ticket; null for nobody.',
  exists: (id, { ctx }) => worksHere(ctx.db, id),
})

export const AssignFields = { user: assigneeField, ...SaidFields }

/** A box that a form leaves out says nothing here. */
export function unlessLeftOut<T, C>({ formDefault: _, ...field }: Field<T, C>): Field<T, C> {
  return { ...field, required: false }
}

export const notifyField = unlessLeftOut(
  booleanField({
    help: 'Whether those who asked the tickets that become part of another one, or follow them, hear where these go on, and see it. They do unless it is false.',
  }),
)

export const mergeFields = (custom: CustomField[]) => ({
  sources: idListField({
    most: MOST_SOURCES,
    help: 'The tickets that become part of this one: their follow-ups, files and CCs move here.',
  }),
  values: idsByNameField({
    required: false,
    names: [...Object.keys(MERGED), ...custom.map(({ name }) => name)],
    help: 'For each field whose value is to come from another of these tickets: its id.',
  }),
  public: {
    ...publicField,
    help: 'Whether the submitter of this ticket and those on its CC list see and hear of it. They do not unless it is said.',
  },
  notify: notifyField,
})

export const SplitFields = {
  followups: idListField({
    most: MOST_FOLLOW_UPS,
    help: 'The follow-ups of this ticket that move to the new one, with their files.',
  }),
  title: charField({ maxLength: 200, help: 'Of the new ticket.' }),
  description: optional(
    charField({
      maxLength: LONGEST_TEXT,
      help: 'The comment of the oldest public one of these follow-ups unless it is said.',
    }),
  ),
  queue: optional(
    primaryKeyField<Asking>({ help: 'The same queue unless it is said.', exists: queueExists }),
  ),
  priority: optional(
    choiceField({
      choices: choices(PRIORITIES),
      help: '1 is the most urgent, 5 the least. The same as this ticket’s unless it is said.',
    }),
  ),
  public: publicField,
}

export const saidIn = (given: ParsedValues<typeof SaidFields>): Said => ({
  comment: given.comment ?? '',
  public: given.public ?? false,
})
