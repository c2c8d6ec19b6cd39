import type { PresetReplyRow } from '../db/list-tables.ts'
import { shownField } from '../http/fields/nested.ts'
import { charField } from '../http/fields/text.ts'
import { byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import type { List } from '../lists/list.ts'
import { byQueue, queuesField } from '../lists/queues.ts'

const LONGEST_BODY = 100_000

/** Texts to answer with. */
export const PresetReplies = {
  table: 'preset_reply',
  kind: 'preset-reply',
  label: ({ name }) => name,
  queues: { table: 'preset_reply_queue', owner: 'preset_reply_id' },
} as const satisfies List<PresetReplyRow>

/** What the API takes and gives of a preset reply. */
export const PresetReplyFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({
    maxLength: 100,
    help: 'What staff choose it by. The customer does not see it.',
  }),
  body: charField({
    maxLength: LONGEST_BODY,
    help: 'The text. May hold placeholders such as {{ ticket.title }}.',
  }),
  queues: queuesField('The queues whose tickets it answers.'),
}

/** How a list of preset replies can be narrowed and sorted. */
export const FindPresetReplies: Findable = {
  filters: {
    id: byReference('preset_reply.id'),
    name: byText('preset_reply.name'),
    body: byText('preset_reply.body'),
    queue: byQueue('preset_reply', PresetReplies.queues),
  },
  orderings: { id: 'preset_reply.id', name: 'preset_reply.name' },
  defaultOrdering: 'name',
  fields: Object.keys(PresetReplyFields),
  searched: ['preset_reply.name', 'preset_reply.body'],
}
